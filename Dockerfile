FROM python:3.13-slim
ARG EXTRAS=metrics,web
COPY . /src
RUN pip install --no-cache-dir "/src[$EXTRAS]" && useradd --create-home vustacrawl
USER vustacrawl
VOLUME /srv/vusta
ENV VUSTACRAWL_WORKSPACE=/srv/vusta
ENTRYPOINT ["vustacrawl"]
CMD ["schedule", "run", "--log-json"]
