// A server with people and videos on it, so that no page is empty: for pictures of the pages and checks of them all.

import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Api } from './api.mjs';
import { SAMPLE, SMALL_SAMPLE } from './media.mjs';

/** Runs the house. */
export const MAYA = { username: 'maya', email: 'maya@people.example', password: 'a long enough password' };

const CHAPTERS = [
  { start: 0, title: 'The meadow at dawn' },
  { start: 12, title: 'The butterfly' },
  { start: 20, title: 'The apple' },
];
const DESCRIPTION = `A large rabbit deals with three rodents who spoil his morning.

0:00 The meadow at dawn
0:12 The butterfly
Made by the Blender Institute with free tools, and free to share.
There is more to tell than fits in the first lines, so that the page has something to fold away.`;
const CAPTIONS = `WEBVTT

00:01.000 --> 00:05.000
The sun rises over the meadow.

00:06.000 --> 00:11.000
Somebody large wakes up in his burrow.

00:12.500 --> 00:18.000
A butterfly comes by.
`;
const TITLES = [
  'Clouds over the meadow',
  'How we carved a rabbit out of one block of lime wood in a winter, and what we would do otherwise today',
  'Zwölf Boxkämpfer jagen Viktor',
  'Rehearsal',
];
const ABOUT = { tags: ['animation', 'open movie', 'rabbits'], category: 'film', language: 'en', licence: 'cc_by' };

/** What is on: finished, listed and not, one that failed; talk, lists and a history. Answers the ids that pages need. */
export async function furnish(server, folder) {
  await Api.registerAdmin(server, MAYA);
  const maya = await Api.logIn(server.origin, MAYA);
  const others = await Promise.all(
    ['jonas', 'the-long-named-film-club'].map((username) =>
      Api.register(server.origin, { ...MAYA, username, email: `${username}@people.example` }),
    ),
  );
  const video = await maya.upload(SAMPLE, { title: 'Big Buck Bunny, the opening', description: DESCRIPTION });
  await maya.json('PATCH', `/videos/${video}`, ABOUT);
  await maya.videoInState(video, 'ready');
  await maya.json('PUT', `/videos/${video}/chapters`, { items: CHAPTERS });
  await maya.text('PUT', `/videos/${video}/captions/en?label=English`, CAPTIONS, 'text/vtt');
  const ids = [];
  for (const [index, title] of TITLES.entries()) {
    const other = others[index % others.length];
    const id = await other.upload(SMALL_SAMPLE, { title });
    await other.json('PATCH', `/videos/${id}`, { tags: ['animation'], category: index % 2 ? 'art' : 'film' });
    await other.videoInState(id, 'ready');
    ids.push(id);
  }
  const draft = await maya.upload(SMALL_SAMPLE, { title: 'Rough cut, not for everyone yet', visibility: 'private' });
  await maya.videoInState(draft, 'ready');
  const text = join(folder, 'holiday.mp4');
  await writeFile(text, 'This is no video at all.\n'.repeat(400));
  await maya.videoInState(await maya.upload(text, { visibility: 'unlisted' }), 'failed');
  await meet(maya, others, video);
  const playlist = await collect(maya, [video, ...ids]);
  return { video, playlist };
}

/** They follow, like and talk. */
async function meet(maya, others, video) {
  await maya.json('PUT', '/users/jonas/follow');
  await maya.json('PUT', '/users/the-long-named-film-club/follow');
  const say = (who, body, more = {}) => who.json('POST', `/videos/${video}/comments`, { body, ...more });
  for (const other of others) {
    await other.json('PUT', '/users/maya/follow');
    await other.json('PUT', `/videos/${video}/like`);
  }
  const [jonas, club] = others;
  const { comment: first } = await say(
    jonas,
    'The light at the beginning is wonderful. How long did it take to render?',
    { at: 2.5 },
  );
  await say(maya, 'A night a frame, on one machine. We had many.', { parent: first.id });
  await say(club, '@maya may we show it at our *spring evening*? It is on the 4th: https://club.example/spring');
  const { comment: last } = await say(jonas, 'First!');
  await maya.json('PUT', `/comments/${first.id}/pin`);
  await maya.json('PUT', `/comments/${first.id}/heart`);
  await club.json('POST', `/comments/${last.id}/report`, { reason: 'spam' });
}

/** What Maya has seen and kept. */
async function collect(maya, ids) {
  const [own, ...others] = ids;
  const { playlist } = await maya.json('POST', '/playlists', {
    title: 'For the spring evening',
    description: 'What we may show.',
    visibility: 'public',
  });
  for (const video of ids) await maya.json('POST', `/playlists/${playlist.id}/items`, { video });
  for (const [index, video] of others.entries()) {
    await maya.json('PUT', `/users/me/watch-later/${video}`);
    await maya.json('PUT', `/videos/${video}/like`);
    await maya.json('POST', `/videos/${video}/watch`, {
      session: `evening-${index}`,
      position: 3 + index * 2,
      watched: 3,
    });
  }
  await maya.json('POST', `/videos/${own}/watch`, { session: 'evening', position: 12, watched: 12 });
  return playlist.id;
}
