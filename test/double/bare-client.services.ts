import features from '@eventstore/db-client/generated/serverfeatures_grpc_pb.js';
import answers from '@eventstore/db-client/generated/serverfeatures_pb.js';
import services from '@eventstore/db-client/generated/streams_grpc_pb.js';
import type { AppendReq, AppendResp } from '@eventstore/db-client/generated/streams_pb.js';
import type { handleUnaryCall, Server, ServerReadableStream, sendUnaryData } from '@grpc/grpc-js';
import { unaryAnswer, unaryAppendRequestOf } from './messages.js';
import type { RecordedLog } from './recorded-log.js';

type UnaryAppend = (call: ServerReadableStream<AppendReq, AppendResp>, answer: sendUnaryData<AppendResp>) => void;

/** Calls of the package's own client that our adapter never makes: unary appends, and the server's features. */
export function unaryAppendOf(log: RecordedLog): UnaryAppend {
  return (call, answer) => {
    const parts: AppendReq[] = [];
    call.on('data', (part: AppendReq) => void parts.push(part));
    call.on('end', () => {
      const { stream, events, expected } = unaryAppendRequestOf(parts);
      answer(null, unaryAnswer(log.append(stream, events, expected)));
    });
  };
}

export function addFeatures(server: Server): void {
  const getSupportedMethods: handleUnaryCall<unknown, unknown> = (_call, answer) => {
    const methods = Object.values(services.StreamsService).map(({ path }) => {
      const [service = '', name = ''] = path.slice(1).split('/');
      return new answers.SupportedMethod().setServiceName(service.toLowerCase()).setMethodName(name.toLowerCase());
    });
    answer(null, new answers.SupportedMethods().setEventStoreServerVersion('double').setMethodsList(methods));
  };
  server.addService(features.ServerFeaturesService, { getSupportedMethods });
}
