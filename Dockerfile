# Jingjian in an image: every role is a command of the same program.
FROM python:3.11-slim-bookworm AS build
WORKDIR /src
RUN python -m venv /opt/jingjian
COPY requirements.lock ./
RUN /opt/jingjian/bin/pip install --no-cache-dir --require-hashes -r requirements.lock
COPY . ./
RUN /opt/jingjian/bin/pip install --no-cache-dir --no-deps --no-build-isolation .

FROM python:3.11-slim-bookworm
# What OpenCV is linked with.
RUN apt-get update && apt-get install -y --no-install-recommends libgl1 libglib2.0-0 \
    && rm -rf /var/lib/apt/lists/*
RUN useradd --system --uid 10001 --home-dir /var/lib/jingjian --create-home jingjian
COPY --from=build /opt/jingjian /opt/jingjian
ENV PATH=/opt/jingjian/bin:$PATH PYTHONUNBUFFERED=1
USER jingjian
# Relative paths of the environment and the defaults, such as worker.state_dir, begin here.
WORKDIR /var/lib/jingjian
# A volume that is mounted here is then the user's own.
RUN mkdir stills latest people
ENTRYPOINT ["jingjian"]
CMD ["--help"]
