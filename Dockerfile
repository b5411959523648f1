# One image for `crm serve` and `crm worker`; the instance is a volume.
#   docker build --tag friends .
#   docker run --publish 127.0.0.1:8000:8000 --volume friends:/instance --env-file settings.env friends
FROM python:3.13-slim AS build
WORKDIR /src
COPY requirements.lock ./
RUN python -m venv /app && /app/bin/pip install --no-cache-dir --require-hashes --requirement requirements.lock
COPY pyproject.toml README.md LICENSE ./
COPY crm crm
COPY templates templates
COPY static static
RUN /app/bin/pip install --no-cache-dir --no-deps .

FROM python:3.13-slim
RUN useradd --create-home --uid 10001 friends && install --directory --owner=friends --mode=0700 /instance
COPY --from=build /app /app
ENV PATH=/app/bin:$PATH CRM_INSTANCE_PATH=/instance
USER friends
VOLUME /instance
EXPOSE 8000
HEALTHCHECK CMD ["python", "-c", "import urllib.request; urllib.request.urlopen('http://127.0.0.1:8000/healthz')"]
CMD ["sh", "-c", "crm init && exec crm serve --host 0.0.0.0"]
