// Every page there is, for what looks at them all. `{video}` and `{playlist}` are ids of the house.

const visitor = [
  ['home-visitor', '/'],
  ['login', '/login?next=/studio'],
  ['register', '/register'],
  ['forgot', '/forgot'],
  ['not-found', '/watch/nothinghere'],
  ['embed', '/embed/{video}'],
];

const member = [
  ['home', '/'],
  ['watch-fresh', '/watch/{video}'],
  ['channel', '/@maya'],
  ['channel-playlists', '/@maya?tab=playlists'],
  ['channel-about', '/@maya?tab=about'],
  ['following', '/following'],
  ['following-people', '/following/people'],
  ['library', '/library'],
  ['history', '/history'],
  ['watch-later', '/watch-later'],
  ['playlists', '/playlists'],
  ['playlist', '/playlist/{playlist}'],
  ['likes', '/likes'],
  ['notifications', '/notifications'],
  ['upload-empty', '/upload'],
  ['record', '/record'],
  ['studio', '/studio'],
  ...['', 'captions', 'chapters', 'comments', 'embed', 'poster', 'delete'].map((section) => [
    section ? `studio-video-${section}` : 'studio-video',
    `/studio/{video}${section ? `/${section}` : ''}`,
  ]),
  ...['', 'account', 'security', 'notifications'].map((section) => [
    section ? `settings-${section}` : 'settings',
    `/settings${section ? `/${section}` : ''}`,
  ]),
];

const operator = [
  '',
  'actors',
  'jobs',
  'rooms',
  'reports',
  'comment-rules',
  'people',
  'sign-ups',
  'storage',
  'tiers',
  'audit',
].map((section) => [section ? `operator-${section}` : 'operator', `/operator${section ? `/${section}` : ''}`]);

const at =
  (house) =>
  ([name, path]) => ({
    name,
    path: path.replace(/\{(\w+)\}/g, (_, key) => house[key]),
  });

/** What visitors see, and what those see who are signed in and run the house. */
export const visitorPages = (house) => visitor.map(at(house));
export const memberPages = (house) => [...member, ...operator].map(at(house));
