// A certified OpenID Connect server for tests: node provider.js PORT. It asks for a name and takes
// any password. POST /odd takes {claims, alg}: its next identity token is changed so.
import { generateKeyPairSync } from "node:crypto";

import { SignJWT, decodeJwt, importJWK } from "jose";
import Provider from "oidc-provider";

const port = Number(process.argv[2]);
const issuer = `http://127.0.0.1:${port}`;
const key = generateKeyPairSync("rsa", { modulusLength: 2048 }).privateKey.export({ format: "jwk" });
const secret = "provider-and-site-share-this";
let odd = null;

const provider = new Provider(issuer, {
  jwks: { keys: [{ ...key, kid: "one", alg: "RS256", use: "sig" }] },
  cookies: { keys: ["only-for-tests"] },
  clients: [
    {
      client_id: "site",
      client_secret: secret,
      redirect_uris: ["http://testserver/sign-in/unified/back/"],
      post_logout_redirect_uris: ["http://testserver/sign-in/"],
    },
  ],
  claims: { openid: ["sub", "auth_time"] },
  features: { devInteractions: { enabled: true }, rpInitiatedLogout: { enabled: true } },
  // Nobody is asked whether the site may know him.
  async loadExistingGrant(ctx) {
    const grant = new ctx.oidc.provider.Grant({
      clientId: ctx.oidc.client.clientId,
      accountId: ctx.oidc.session.accountId,
    });
    grant.addOIDCScope("openid");
    await grant.save();
    return grant;
  },
});

async function signedAnew(token) {
  const { claims, alg } = odd;
  const told = { ...decodeJwt(token), ...claims };
  delete told.at_hash;
  const own = alg === "HS256" ? new TextEncoder().encode(secret) : await importJWK(odd.key ?? key, "RS256");
  return new SignJWT(told).setProtectedHeader({ alg, kid: "one" }).sign(own);
}

provider.use(async (ctx, next) => {
  if (ctx.path === "/odd") {
    const parts = [];
    for await (const part of ctx.req) parts.push(part);
    odd = JSON.parse(Buffer.concat(parts).toString());
    if (odd.alg === "other") {
      const other = generateKeyPairSync("rsa", { modulusLength: 2048 }).privateKey;
      odd = { ...odd, alg: "RS256", key: other.export({ format: "jwk" }) };
    }
    ctx.body = "noted";
    return;
  }
  await next();
  if (ctx.path === "/token" && odd && ctx.body.id_token) {
    ctx.body.id_token = await signedAnew(ctx.body.id_token);
    odd = null;
  }
});

provider.listen(port, "127.0.0.1", () => console.log("listening"));
