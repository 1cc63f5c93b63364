# syntax=docker/dockerfile:1
# The same steps as `make build`, then a slim image that holds the binary and what it needs.
#   docker build -t playhouse . && docker run -p 8080:8080 -v playhouse:/data playhouse

FROM rust:1-bookworm AS build
ENV CI=true
WORKDIR /src
# System packages first: they change less often than the code.
COPY tools/install-deps tools/
RUN tools/install-deps run
COPY . .
RUN --mount=type=cache,target=/usr/local/cargo/registry --mount=type=cache,target=/src/target \
    make build && cp target/release/playhouse /usr/local/bin/

FROM debian:bookworm-slim
RUN --mount=type=bind,source=tools,target=/mnt/tools \
    CI=true /mnt/tools/install-deps serve && rm -rf /var/lib/apt/lists/*
RUN useradd --system --uid 10001 --home-dir /data --create-home playhouse
COPY --from=build /usr/local/bin/playhouse /usr/local/bin/
USER playhouse
WORKDIR /data
VOLUME /data
ENV PLAYHOUSE_BIND=0.0.0.0:8080 \
    PLAYHOUSE_DATA_DIR=/data \
    PLAYHOUSE_PUBLIC_URL=http://127.0.0.1:8080
EXPOSE 8080
HEALTHCHECK --interval=15s --timeout=5s --start-period=20s \
    CMD ["bash", "-c", "exec 3<>/dev/tcp/127.0.0.1/${PLAYHOUSE_BIND##*:} && printf 'GET /readyz HTTP/1.0\\r\\n\\r\\n' >&3 && head -n 1 <&3 | grep -q ' 200 '"]
CMD ["playhouse", "serve"]
