# Switchroom and its Asterisk in one image: the same package and the same configuration as without Docker.
FROM debian:forky-slim

# Asterisk is the machine's own here, so `./run` needs no root for it.
RUN apt-get update \
    && DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends \
        asterisk asterisk-core-sounds-en-wav ca-certificates python3 python3-venv \
    && apt-get clean \
    && rm -rf /var/lib/apt/lists/*

WORKDIR /opt/switchroom
ENV SWITCHROOM_PURPOSE=serving
COPY . .
# Compiled now: who runs it may not write here, and a server must be back in no time.
RUN PIP_NO_CACHE_DIR=1 ./run asterisk install \
    && .venv/bin/python -m compileall -q ivr routing

RUN useradd --system --uid 64922 --no-create-home --home-dir /var/lib/switchroom switchroom \
    && install -d -o switchroom -g switchroom -m 0700 /var/lib/switchroom
USER switchroom
ENV PATH=/opt/switchroom/.venv/bin:$PATH \
    SWITCHROOM_STATE=/var/lib/switchroom
VOLUME /var/lib/switchroom

HEALTHCHECK --interval=10s --timeout=3s --start-period=20s CMD ["python", "-c", \
    "import os, urllib.request as u; u.urlopen('http://127.0.0.1:%s/healthz' % os.environ.get('SWITCHROOM_API__PORT', '8080'), timeout=2)"]
CMD ["switchroom", "serve"]
