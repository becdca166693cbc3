# Drydock as a container beside the engine: see docker-compose.yml.
ARG BUILD_IMAGE=node:20-bookworm
ARG RUN_IMAGE=node:20-bookworm-slim

FROM ${BUILD_IMAGE} AS build
WORKDIR /drydock
COPY package.json package-lock.json ./
RUN npm ci --no-audit --no-fund
COPY tsconfig.json tsconfig.build.json ./
COPY src src
COPY emulator emulator
COPY fixtures fixtures
RUN npx --no-install tsc -p tsconfig.build.json && npm prune --omit=dev

FROM ${RUN_IMAGE}
WORKDIR /drydock
COPY --from=build /drydock/package.json ./
COPY --from=build /drydock/node_modules node_modules
COPY --from=build /drydock/dist dist
# Inside a container every address is only as open as the ports that are published.
ENV NODE_ENV=production DRYDOCK_HOST=0.0.0.0 DRYDOCK_DATA_DIR=/data
VOLUME /data
EXPOSE 4566
STOPSIGNAL SIGTERM
ENTRYPOINT ["node", "dist/emulator/cli/main.js"]
CMD ["start"]
