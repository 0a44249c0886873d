// Looks at deploy/compose/compose.yaml without a container engine: it is a document of the Compose Specification (its JSON schema comes with
// dclint), and it keeps what docs/operating/deployment.md promises.   node deploy/test/compose.mjs NODE_MODULES
import {existsSync, readFileSync} from "node:fs";
import {createRequire} from "node:module";
import path from "node:path";

const modules = path.resolve(process.argv[2] ?? "node_modules");
const require = createRequire(path.join(modules, "x.js"));
const yaml = require("yaml");
const Ajv = require("ajv").default ?? require("ajv");

const folder = "deploy/compose";
const text = readFileSync(`${folder}/compose.yaml`, "utf8");
const compose = yaml.parse(text, {merge: true});
const failures = [];
let checks = 0;
function check(holds, name) {
  checks++;
  if (!holds) failures.push(name);
}

// --- the specification
const schema = JSON.parse(readFileSync(`${modules}/dclint/schemas/compose.schema.json`, "utf8"));
delete schema.$schema; // the library knows draft 7 under another address
const ajv = new Ajv({strict: false, allErrors: true, validateFormats: false});
const valid = ajv.compile(schema);
check(valid(compose), "schema: " + JSON.stringify(valid.errors));
check(!valid({services: {x: {image: "a", read_onlyy: true}}}), "the schema refuses what is no compose file");

// --- every service
const keyStore = "${FLOWLET_SECRETS:-./secrets}/epochs";
const prepared = readFileSync(path.join(folder, "prepare.sh"), "utf8");
const services = Object.entries(compose.services);
for (const [name, service] of services) {
  check(service.read_only === true, `${name}: read-only root`);
  check(JSON.stringify(service.cap_drop) === '["ALL"]' && !service.cap_add, `${name}: no capabilities`);
  check(service.security_opt?.includes("no-new-privileges:true"), `${name}: no new privileges`);
  check(/^[1-9]\d*:[1-9]\d*$/.test(service.user ?? ""), `${name}: a user that is not root`);
  check(!service.privileged && !service.network_mode && !service.pid && !service.ipc, `${name}: nothing of the host`);
  check(service.deploy?.resources?.limits?.memory && service.deploy.resources.limits.cpus, `${name}: bounded memory and CPU`);
  check(service.pids_limit > 0, `${name}: bounded processes`);
  check(service.healthcheck?.test || (name === "migrate" && service.healthcheck?.disable), `${name}: a health check`);
  check(service.logging?.options?.["max-size"], `${name}: bounded logs`);
  check(/:[\w.\-]+\}?$/.test(service.image) && !/latest/.test(service.image), `${name}: an image with a version`);
  check(name === "nginx" ? service.ports?.length === 2 : !service.ports, `${name}: only NGINX can be reached from outside`);
  for (const [key, value] of Object.entries(service.environment ?? {})) {
    check(!/(PASSWORD|SECRET|KEY)$/.test(key), `${name}: ${key} is a file, not a value`);
    if (key.endsWith("_FILE") && String(value).startsWith("/run/secrets/")) {
      check(service.secrets?.includes(String(value).slice("/run/secrets/".length)), `${name}: ${key} is a secret of the service`);
    }
  }
  for (const secret of service.secrets ?? []) check(compose.secrets[secret]?.file, `${name}: secret ${secret} is declared`);
  for (const volume of service.volumes ?? []) {
    if (volume.type === "volume") check(volume.source in compose.volumes, `${name}: volume ${volume.source} is declared`);
    // written by the server, so neither a secret nor part of the checkout: made by prepare.sh, never by the container engine as root
    else if (volume.source === keyStore) check(name === "server" && volume.bind?.create_host_path === false && !volume.read_only
      && prepared.includes('mkdir -p -m 700 "$folder/epochs"') && volume.target === service.environment.FLOWLET_VAULT_KEY_STORE,
      `${name}: the key store is made before, for the server's eyes only`);
    else check(volume.read_only && existsSync(path.join(folder, volume.source)), `${name}: ${volume.source} exists, files of the host are read-only`);
  }
}
for (const secret of Object.keys(compose.secrets)) {
  check(services.some(([, s]) => s.secrets?.includes(secret)), `secret ${secret} is used`);
}

// --- who reaches whom
const networks = name => (Array.isArray(compose.services[name].networks) ? compose.services[name].networks : Object.keys(compose.services[name].networks)).join();
check(compose.networks.edge.internal && compose.networks.data.internal && !compose.networks.front?.internal, "two networks without a way out");
for (const [name, expected] of Object.entries({nginx: "front,edge", client: "edge", server: "edge,data", migrate: "data", postgres: "data", redis: "data"})) {
  check(networks(name) === expected, `${name} is in ${expected}: ${networks(name)}`);
}
check(compose.services.server.environment.FLOWLET_EDGE_TRUSTED_PROXIES === compose.services.nginx.networks.edge.ipv4_address, "the server believes NGINX only");
check(compose.services.server.depends_on.migrate.condition === "service_completed_successfully", "the schema comes first");
check(!compose.services.server.secrets.includes("database_owner_password"), "the server cannot change the schema");
check(!JSON.stringify(compose.services.nginx).includes("8081") && !readFileSync("deploy/nginx/sites/upstreams.conf", "utf8").includes("8081"), "the management port is named nowhere outside");

// --- settings and .env
const known = new Set([...readFileSync(".env.example", "utf8").matchAll(/^#?(FLOWLET_[A-Z_]+)=/gm)].map(m => m[1]));
for (const name of ["server", "migrate"]) {
  for (const key of Object.keys(compose.services[name].environment)) check(known.has(key.replace(/_FILE$/, "")) || known.has(key), `${name}: ${key} is a setting`);
}
const asked = new Set([...text.matchAll(/(?<!\$)\$\{([A-Z_]+)/g)].map(m => m[1]));
const documented = new Set([...readFileSync(`${folder}/.env.example`, "utf8").matchAll(/^#?([A-Z_]+)=/gm)].map(m => m[1]));
check([...asked].every(key => documented.has(key)), ".env.example lists " + [...asked].filter(key => !documented.has(key)));
check([...documented].every(key => asked.has(key)), "compose.yaml uses " + [...documented].filter(key => !asked.has(key)));

// --- as the images say of themselves
for (const name of ["server", "client"]) {
  const file = readFileSync(`deploy/docker/${name}.Dockerfile`, "utf8");
  const own = ["CMD", ...JSON.parse(/HEALTHCHECK[^[]+CMD (\[[^\]]+\])/.exec(file)[1])];
  check(JSON.stringify(own) === JSON.stringify(compose.services[name].healthcheck.test), `${name}: the image's own health check`);
  check(file.includes(`USER ${compose.services[name].user}`), `${name}: the image's own user`);
}

failures.forEach(failure => console.log("compose: " + failure));
console.log(`compose: ${checks - failures.length} of ${checks} checks`);
process.exit(failures.length ? 1 : 0);
