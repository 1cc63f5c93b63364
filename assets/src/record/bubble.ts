export const corners = ['bottom-left', 'bottom-right', 'top-left', 'top-right'] as const;
export type Corner = (typeof corners)[number];

interface Size {
  width: number;
  height: number;
}

const DIAMETER = 0.26;
const MARGIN = 0.03;

/** The picture that is recorded: the screen's, no larger than this, with even sides as encoders need them. */
export function fitted({ width, height }: Size, most: Size = { width: 1920, height: 1080 }): Size {
  const scale = Math.min(1, most.width / width, most.height / height);
  const even = (length: number) => Math.max(2, Math.round((length * scale) / 2) * 2);
  return { width: even(width), height: even(height) };
}

/** The circle of the camera in a corner of the picture. */
export function circleIn({ width, height }: Size, corner: Corner): { x: number; y: number; radius: number } {
  const short = Math.min(width, height);
  const radius = (short * DIAMETER) / 2;
  const inset = short * MARGIN + radius;
  const [vertical, horizontal] = corner.split('-');
  return {
    x: horizontal === 'left' ? inset : width - inset,
    y: vertical === 'top' ? inset : height - inset,
    radius,
  };
}

/** The middle of a camera's picture, as a square. */
export function squareOf({ width, height }: Size): { x: number; y: number; side: number } {
  const side = Math.min(width, height);
  return { x: (width - side) / 2, y: (height - side) / 2, side };
}
