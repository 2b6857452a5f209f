# One image for the service, the projector and the command line: docker-compose.yml says which one a container runs.

# better-sqlite3 is compiled where no prebuilt binary can be downloaded: this image has the compiler, the last one has not.
FROM node:24-bookworm AS build
WORKDIR /jalon
COPY package.json package-lock.json ./
COPY scripts scripts
RUN node scripts/ensure.mjs --no-build
COPY . .
RUN node scripts/ensure.mjs --rebuild && npm prune --omit=dev --no-audit --no-fund

FROM node:24-bookworm-slim
ENV NODE_ENV=production HOST=0.0.0.0 PORT=3000 JALON_DATA_DIR=/data JALON_KEYS_DIR=/keys
WORKDIR /jalon
COPY --from=build /jalon/package.json ./
COPY --from=build /jalon/node_modules node_modules
COPY --from=build /jalon/dist/bin dist/bin
# The only places that are written to; volumes made from them belong to the account that runs.
RUN install -d -m 700 -o node -g node /data /keys /password
VOLUME ["/data", "/keys"]
USER node
EXPOSE 3000
HEALTHCHECK --interval=5s --timeout=3s --start-period=20s --retries=6 \
  CMD ["node", "-e", "fetch(`http://127.0.0.1:${process.env.PORT}/health/ready`).then(({ok}) => process.exit(ok ? 0 : 1), () => process.exit(1))"]
CMD ["node", "dist/bin/api.js"]
