# syntax=docker/dockerfile:1
# The server, and none of the demo. First:  mvn -B -P app,image -pl demo -am package   (the demo trains the cache, it does not stay)
#   docker build -f deploy/docker/server.Dockerfile -t flowlet-server .
# Both bases can be replaced; deploy/docker/base.sh makes them from Debian packages and the installed JDK, without an image registry.
ARG JDK_IMAGE=docker.io/library/eclipse-temurin:25-jdk
ARG BASE_IMAGE=gcr.io/distroless/base-debian12:nonroot

# --- a Java of the modules that the server uses; its health check; the cache of a real start (JEP 514)
FROM ${JDK_IMAGE} AS training
ARG MODULES=java.base,java.desktop,java.instrument,java.logging,java.management,java.naming,java.net.http,java.security.jgss,java.security.sasl,java.sql,java.xml,jdk.crypto.cryptoki,jdk.crypto.ec,jdk.jfr,jdk.management,jdk.net,jdk.unsupported,jdk.zipfs
USER 0
COPY deploy/docker/Health.java /build/
RUN jlink --add-modules "$MODULES" --no-header-files --no-man-pages --compress zip-6 --generate-cds-archive --output /opt/java \
  && javac -d /opt/health /build/Health.java \
  && install -d -o 65532 -g 65532 -m 0700 /training /state
COPY server/target/app/lib /app/lib
COPY server/target/app/flowlet-server-*.jar /app/flowlet-server.jar
COPY demo/target/app/lib /demo/lib
COPY demo/target/app/flowlet-demo.jar deploy/docker/Train.java /demo/
# PostgreSQL, which the demo brings, refuses to run as root
USER 65532:65532
RUN ["java", "/demo/Train.java", "/training"]

# --- what is shipped: one layer each for what changes yearly, monthly, daily
FROM ${BASE_IMAGE}
ARG VERSION=0.1.0
ARG REVISION=unknown
LABEL org.opencontainers.image.title="Flowlet server" \
  org.opencontainers.image.description="Embedded-finance backend: ledger, wallets, payments, onboarding, provable audit log" \
  org.opencontainers.image.licenses="Apache-2.0" \
  org.opencontainers.image.version="${VERSION}" \
  org.opencontainers.image.revision="${REVISION}"
COPY --from=training /opt/java /opt/java
COPY --from=training /opt/health /opt/health
COPY --from=training /app/lib /app/lib
COPY --from=training /app/flowlet-server.jar /app/flowlet-server.jar
COPY --from=training /training/flowlet.aot /app/flowlet.aot
COPY server/target/app/sbom.json /app/sbom.json
# where the checkpoints of the audit log go: an empty folder of the user's own, so that a volume mounted there is writable
COPY --from=training --chown=65532:65532 /state /var/lib/flowlet
# within a container only its network can reach the port; the management port stays on the container's loopback
ENV FLOWLET_SERVER_ADDRESS=0.0.0.0 \
  FLOWLET_AUDIT_CHECKPOINT_FILE=/var/lib/flowlet/checkpoints
USER 65532:65532
WORKDIR /app
EXPOSE 8080
VOLUME /var/lib/flowlet
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=10s --timeout=5s --start-period=60s --retries=3 \
  CMD ["/opt/java/bin/java", "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xmx16m", "-cp", "/opt/health", "Health", "8081"]
# without -Xlog the JVM would tell of its cache on standard output, into the answer of a command
ENTRYPOINT ["/opt/java/bin/java", "-Xlog:disable", "-Xlog:all=error:stderr", "-XX:AOTCache=/app/flowlet.aot", "-XX:MaxRAMPercentage=70", \
  "-XX:+ExitOnOutOfMemoryError", \
  "--enable-native-access=ALL-UNNAMED", "-cp", "/app/flowlet-server.jar", "io.flowlet.cli.FlowletCommand"]
CMD ["serve"]
