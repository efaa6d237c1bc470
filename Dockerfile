# Switchroom and its Asterisk in one image: the same package and the same configuration as without Docker.
FROM debian:forky-slim

# Asterisk is the machine's own here, so `./run` needs no root for it.
RUN apt-get update \
    && DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends \
        asterisk asterisk-core-sounds-en-wav ca-certificates python3 python3-venv \
    && rm -rf /var/lib/apt/lists/*

WORKDIR /opt/switchroom
COPY . .
# The test telephones do not exist for this Python: demo and tests run outside the image.
RUN SWITCHROOM_PURPOSE=serving ./run asterisk install

RUN useradd --system --uid 64922 --home-dir /var/lib/switchroom --create-home switchroom
USER switchroom
ENV PATH=/opt/switchroom/.venv/bin:$PATH \
    SWITCHROOM_STATE=/var/lib/switchroom
VOLUME /var/lib/switchroom

HEALTHCHECK --interval=10s --timeout=3s --start-period=20s CMD \
    ["python", "-c", "import urllib.request as u; u.urlopen('http://127.0.0.1:8080/healthz', timeout=2)"]
CMD ["switchroom", "serve"]
