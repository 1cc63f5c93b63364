import { fileURLToPath } from 'node:url';

const media = (name) => fileURLToPath(new URL(`../../media/${name}`, import.meta.url));

/** 30 s, 854x480, H.264 and AAC. */
export const SAMPLE = media('bbb-480p-24fps-30s-h264-aac.mp4');
export const SAMPLE_SECONDS = 30;
/** 12 s, 480x270, VP8 and Vorbis. */
export const SMALL_SAMPLE = media('bbb-270p-12s-vp8-vorbis.webm');
export const SMALL_SAMPLE_SECONDS = 12;
