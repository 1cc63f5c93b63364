// Sources of the bench, made from one clip of real film by looping it, and kept for the next run.

import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const CLIP = fileURLToPath(new URL('../../tests/media/bbb-480p-24fps-30s-h264-aac.mp4', import.meta.url));
const STEREO = '-c:a aac -ac 2 -b:a 128k';
/** The clip lasts this long. */
const SECONDS = 30;

function ffmpeg(words, path) {
  if (existsSync(path)) return path;
  const half = `${path}.part${path.slice(path.lastIndexOf('.'))}`;
  execFileSync('ffmpeg', ['-nostdin', '-v', 'error', '-y', ...words.flat(), half]);
  execFileSync('mv', [half, path]);
  return path;
}

const words = (text) => text.trim().split(/\s+/);
const loop = (seconds) => ['-stream_loop', String(Math.ceil(seconds / SECONDS) - 1)];

export class Sources {
  constructor(folder) {
    this.folder = folder;
  }

  path(name) {
    return join(this.folder, name);
  }

  /** The clip with stereo sound, both as players take them; its index at the end. */
  clip() {
    return ffmpeg([['-i', CLIP], words(`-c:v copy ${STEREO}`)], this.path('clip.mp4'));
  }

  /** H.264 and AAC, so many seconds. */
  webSafe(seconds) {
    const name = `web-safe-${seconds}.mp4`;
    return ffmpeg([loop(seconds), ['-i', this.clip()], words('-c copy')], this.path(name));
  }

  /** A minute and more of 1080p with a key frame every two seconds, at a bitrate that cameras write. */
  full(codec, container, seconds) {
    const codecs = {
      h264: '-c:v libx264 -preset veryfast -b:v 8M -g 48 -pix_fmt yuv420p',
      vp9: '-c:v libvpx-vp9 -deadline realtime -cpu-used 8 -row-mt 1 -b:v 3M -pix_fmt yuv420p',
      hevc: '-c:v libx265 -preset ultrafast -b:v 4M -x265-params log-level=error -pix_fmt yuv420p -tag:v hvc1',
    };
    const sound = container === 'webm' ? '-c:a libopus -ac 2 -b:a 96k' : STEREO;
    const scaled = ['-i', CLIP, '-vf', 'scale=1920:1080:flags=bicubic'];
    const once = ffmpeg([scaled, words(`${codecs[codec]} ${sound}`)], this.path(`once-${codec}.${container}`));
    return ffmpeg([loop(seconds), ['-i', once], words('-c copy')], this.path(`${codec}-${seconds}.${container}`));
  }

  /** The same two minutes in the containers that can be followed. */
  followed() {
    const kinds = {
      'MP4, index in front': ['followed.mp4', '-movflags +faststart'],
      'fragmented MP4': ['followed-pieces.mp4', '-movflags frag_keyframe+empty_moov+default_base_moof'],
      Matroska: ['followed.mkv', ''],
      'MPEG-TS': ['followed.ts', ''],
    };
    const source = this.webSafe(120);
    return Object.entries(kinds).map(([label, [name, options]]) => ({
      label,
      path: ffmpeg([['-i', source], words(`-c copy ${options}`)], this.path(name)),
    }));
  }
}
