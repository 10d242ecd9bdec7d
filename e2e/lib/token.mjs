// LiveKit access tokens, valid and invalid.
import { createHmac } from "node:crypto";

const base64 = (value) => Buffer.from(value).toString("base64url");

/**
 * Returns an HS256 token for a room, valid by default. Key and secret are those of every
 * development server. `claims` are those beside the grant: `name`, `kind`, `attributes`,
 * `metadata`, `roomConfig`.
 */
export function mint(options = {}) {
  const { room = "e2e", identity = "user", ttl = 600, key = "devkey", secret = "secret", grant = {} } = options;
  const now = Math.floor(Date.now() / 1000);
  const header = { alg: "HS256", typ: "JWT" };
  const claims = {
    ...options.claims,
    iss: key,
    sub: identity,
    nbf: now - 3600,
    exp: now + ttl,
    video: { roomJoin: true, room, canPublish: true, canSubscribe: true, canPublishData: true, ...grant },
  };
  const signed = [header, claims].map((part) => base64(JSON.stringify(part))).join(".");
  return `${signed}.${createHmac("sha256", secret).update(signed).digest("base64url")}`;
}
