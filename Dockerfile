# The same Node as in package-lock.json: test/compose.test.ts keeps the two together.
FROM node:26.10.0-slim

ENV NODE_ENV=production
WORKDIR /app

# Without the optional packages: they are Node itself and PostgreSQL for machines that have neither. This image has the
# one, and reaches the other by DATABASE_URL.
COPY package.json package-lock.json .npmrc ./
RUN npm ci --omit=dev --omit=optional && npm cache clean --force

COPY src src
COPY content content
RUN install -d -o node -g node -m 700 /data

USER node
# Inside the container; which of the host's addresses leads here is the port mapping's business.
ENV HOST=0.0.0.0 PORT=3000 DATA_DIR=/data
EXPOSE 3000

HEALTHCHECK --interval=15s --timeout=5s --start-period=20s --retries=3 \
  CMD ["node", "-e", "fetch(`http://127.0.0.1:${process.env.PORT}/healthz`).then((r) => process.exit(r.ok ? 0 : 1), () => process.exit(1))"]

# What `npm start` runs, without npm in between: signals reach Makker itself.
CMD ["node", "--max-semi-space-size=8", "src/main.ts"]
