# syntax=docker/dockerfile:1
# The client application.  First:  mvn -B -P app,image -pl client -am package
#   docker build -f deploy/docker/client.Dockerfile -t flowlet-client .
# Bases as for the server.
ARG JDK_IMAGE=docker.io/library/eclipse-temurin:25-jdk
ARG BASE_IMAGE=gcr.io/distroless/base-debian12:nonroot

# --- a Java of the modules that it uses; its health check; the cache of a real start, which needs no API (JEP 514)
FROM ${JDK_IMAGE} AS training
ARG MODULES=java.base,java.desktop,java.instrument,java.logging,java.management,java.naming,java.net.http,java.security.jgss,java.security.sasl,java.sql,java.xml,jdk.crypto.ec,jdk.jfr,jdk.management,jdk.net,jdk.unsupported,jdk.zipfs
USER 0
COPY deploy/docker/Health.java /build/
RUN jlink --add-modules "$MODULES" --no-header-files --no-man-pages --compress zip-6 --generate-cds-archive --output /opt/java \
  && javac -d /opt/health /build/Health.java \
  && install -d -o 65532 -g 65532 -m 0700 /training
COPY client/target/app/lib /app/lib
COPY client/target/app/flowlet-client*.jar /app/flowlet-client.jar
USER 65532:65532
WORKDIR /training
ENV FLOWLET_CLIENT_SERVER_URL=http://127.0.0.1:9 \
  FLOWLET_CLIENT_PUBLIC_URL=http://127.0.0.1:18090 \
  FLOWLET_CLIENT_SUBSCRIBER_CLIENT_ID=training FLOWLET_CLIENT_SUBSCRIBER_CLIENT_SECRET=training \
  FLOWLET_CLIENT_STAFF_CLIENT_ID=training FLOWLET_CLIENT_STAFF_CLIENT_SECRET=training \
  FLOWLET_CLIENT_PORT=18090
RUN /opt/java/bin/java -XX:AOTCacheOutput=/training/flowlet.aot --enable-native-access=ALL-UNNAMED \
    -cp /app/flowlet-client.jar io.flowlet.client.FlowletClient & \
  client=$!; \
  for second in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20 21 22 23 24 25 26 27 28 29 30; do \
    /opt/java/bin/java -cp /opt/health Health 18090 / && break; sleep 1; \
  done; \
  kill -TERM $client; wait $client; test -s /training/flowlet.aot

# --- what is shipped: one layer each for what changes yearly, monthly, daily
FROM ${BASE_IMAGE}
ARG VERSION=0.1.0
ARG REVISION=unknown
LABEL org.opencontainers.image.title="Flowlet client" \
  org.opencontainers.image.description="The pages of subscribers and staff, in front of Flowlet's API" \
  org.opencontainers.image.licenses="Apache-2.0" \
  org.opencontainers.image.version="${VERSION}" \
  org.opencontainers.image.revision="${REVISION}"
COPY --from=training /opt/java /opt/java
COPY --from=training /opt/health /opt/health
COPY --from=training /app/lib /app/lib
COPY --from=training /app/flowlet-client.jar /app/flowlet-client.jar
COPY --from=training /training/flowlet.aot /app/flowlet.aot
COPY client/target/app/sbom.json /app/sbom.json
ENV FLOWLET_CLIENT_ADDRESS=0.0.0.0
USER 65532:65532
WORKDIR /app
EXPOSE 8090
STOPSIGNAL SIGTERM
# its first page needs neither session nor server
HEALTHCHECK --interval=10s --timeout=5s --start-period=60s --retries=3 \
  CMD ["/opt/java/bin/java", "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xmx16m", "-cp", "/opt/health", "Health", "8090", "/"]
ENTRYPOINT ["/opt/java/bin/java", "-Xlog:disable", "-Xlog:all=error:stderr", "-XX:AOTCache=/app/flowlet.aot", "-XX:MaxRAMPercentage=70", \
  "-XX:+ExitOnOutOfMemoryError", \
  "--enable-native-access=ALL-UNNAMED", "-cp", "/app/flowlet-client.jar", "io.flowlet.client.FlowletClient"]
