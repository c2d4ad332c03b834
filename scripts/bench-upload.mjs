// For scripts/bench.sh upload: sends a file as a browser does, to a demo server.
//
//   bench-upload.mjs URL FILE login                    prints the administrator's cookie
//   bench-upload.mjs URL FILE send COOKIE              sends the file and sees to it that it was taken
import { spawnSync } from 'node:child_process';
import { statSync } from 'node:fs';
import http from 'node:http';

const [url, file, how, cookie] = process.argv.slice(2);
const size = statSync(file).size;
const agent = new http.Agent({ keepAlive: true });

/** Sends a request; an answer of 400 or more ends it all. */
function ask(method, path, head = {}, body = undefined) {
  return new Promise((resolve, reject) => {
    const headers = { 'X-Kaochang': '1', 'Tus-Resumable': '1.0.0', ...(cookie && { Cookie: cookie }), ...head };
    const request = http.request(url + path, { method, agent, headers }, (answer) => {
      let text = '';
      answer.setEncoding('utf8').on('data', (chunk) => (text += chunk));
      answer.on('end', () => (answer.statusCode < 400 ? resolve({ headers: answer.headers, text }) : reject(new Error(`${method} ${path}: ${answer.statusCode} ${text}`))));
    });
    request.on('error', reject);
    request.end(body);
  });
}

const json = (method, path, body) => ask(method, path, { 'Content-Type': 'application/json' }, body && JSON.stringify(body));

if (how === 'login') {
  const { headers } = await json('POST', '/api/staff-logins', { username: 'admin', password: 'kaochang-demo' });
  console.log(headers['set-cookie'][0].split(';')[0]);
  process.exit();
}

const me = JSON.parse((await json('GET', '/api/me')).text);
const asked = { purpose: 'roster_photos', owner_id: me.school.id, name: 'photos.zip', size, type: 'application/zip' };
const { ticket } = JSON.parse((await json('POST', '/api/upload-tickets', asked)).text);
await ask('POST', '/api/uploads/', { 'Upload-Length': String(size), 'Upload-Metadata': `ticket ${Buffer.from(ticket).toString('base64')}` });
const head = Object.entries({ 'X-Kaochang': '1', 'Tus-Resumable': '1.0.0', Cookie: cookie, Expect: '', 'Upload-Offset': '0', 'Content-Type': 'application/offset+octet-stream' }).flatMap(([name, value]) => ['-H', `${name}: ${value}`]);
const sent = spawnSync('curl', ['-sf', '-X', 'PATCH', '-T', file, ...head, `${url}/api/uploads/${ticket}`], { stdio: 'inherit' });
if (sent.status !== 0) throw new Error(`curl ended with ${sent.status}`);
const { state } = JSON.parse((await json('GET', `/api/upload-tickets/${ticket}`)).text);
if (state !== 'done') throw new Error(`the upload is ${state}`);
agent.destroy();
