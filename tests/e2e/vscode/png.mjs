// Makes the PNG of a screenshot small: it gets a palette of the 256 colours that it needs most, which
// takes a quarter of the room and cannot be told from what it was.

import zlib from "node:zlib";

const SIGNATURE = Buffer.from("89504e470d0a1a0a", "hex");
const COLOURS = 256;

/** The same picture with a palette; `png` has 8 bits a sample and no transparency, as screenshots do. */
export function withPalette(png) {
  const { width, height, pixels } = decoded(png);
  const counts = new Map();
  for (const pixel of pixels) {
    counts.set(pixel, (counts.get(pixel) ?? 0) + 1);
  }
  const byCount = [...counts].sort(([, one], [, other]) => other - one);
  const palette = byCount.slice(0, COLOURS).map(([pixel]) => pixel);
  const places = new Map([...counts.keys()].map((pixel) => [pixel, nearest(palette, pixel)]));
  const rows = Buffer.alloc((width + 1) * height);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      // Before each row stands how it was filtered: not at all.
      rows[y * (width + 1) + 1 + x] = places.get(pixels[y * width + x]);
    }
  }
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set([8, 3, 0, 0, 0], 8);
  return Buffer.concat([
    SIGNATURE,
    chunk("IHDR", header),
    chunk("PLTE", Buffer.from(palette.flatMap(channels))),
    chunk("IDAT", zlib.deflateSync(rows, { level: 9 })),
    chunk("IEND", Buffer.alloc(0)),
  ]);
}

const channels = (pixel) => [pixel >> 16, (pixel >> 8) & 255, pixel & 255];

/** The place in `palette` of the colour that is most like `pixel`. */
function nearest(palette, pixel) {
  const [red, green, blue] = channels(pixel);
  let best = 0;
  let least = Number.POSITIVE_INFINITY;
  for (const [place, candidate] of palette.entries()) {
    const [otherRed, otherGreen, otherBlue] = channels(candidate);
    const distance = (red - otherRed) ** 2 + (green - otherGreen) ** 2 + (blue - otherBlue) ** 2;
    if (distance < least) {
      least = distance;
      best = place;
    }
  }
  return best;
}

function decoded(png) {
  let header;
  const data = [];
  for (let at = SIGNATURE.length; at < png.length; ) {
    const length = png.readUInt32BE(at);
    const name = png.toString("latin1", at + 4, at + 8);
    const body = png.subarray(at + 8, at + 8 + length);
    if (name === "IHDR") {
      header = body;
    } else if (name === "IDAT") {
      data.push(body);
    }
    at += length + 12;
  }
  const width = header.readUInt32BE(0);
  const height = header.readUInt32BE(4);
  const samples = { 2: 3, 6: 4 }[header[9]];
  if (header[8] !== 8 || samples === undefined || header[12] !== 0) {
    throw new Error("This is not how a screenshot is stored.");
  }
  const bytes = unfiltered(zlib.inflateSync(Buffer.concat(data)), width * samples, height, samples);
  const pixels = new Uint32Array(width * height);
  for (const place of pixels.keys()) {
    const at = place * samples;
    pixels[place] = (bytes[at] << 16) | (bytes[at + 1] << 8) | bytes[at + 2];
  }
  return { width, height, pixels };
}

/** The rows' bytes: each is stored as its difference to what its left and upper neighbours foretell. */
function unfiltered(stored, stride, height, samples) {
  const bytes = Buffer.alloc(stride * height);
  for (let y = 0; y < height; y++) {
    const filter = stored[y * (stride + 1)];
    for (let x = 0; x < stride; x++) {
      const at = y * stride + x;
      const left = x < samples ? 0 : bytes[at - samples];
      const above = y === 0 ? 0 : bytes[at - stride];
      const corner = x < samples || y === 0 ? 0 : bytes[at - stride - samples];
      const foretold = [0, left, above, (left + above) >> 1, paeth(left, above, corner)][filter];
      bytes[at] = stored[y * (stride + 1) + 1 + x] + foretold;
    }
  }
  return bytes;
}

function paeth(left, above, corner) {
  const guess = left + above - corner;
  const [a, b, c] = [left, above, corner].map((value) => Math.abs(guess - value));
  if (a <= b && a <= c) {
    return left;
  }
  return b <= c ? above : corner;
}

function chunk(name, body) {
  const made = Buffer.alloc(body.length + 12);
  made.writeUInt32BE(body.length, 0);
  made.write(name, 4, "latin1");
  body.copy(made, 8);
  made.writeUInt32BE(checksum(made.subarray(4, -4)), body.length + 8);
  return made;
}

function checksum(bytes) {
  let sum = 0xffffffff;
  for (const byte of bytes) {
    sum ^= byte;
    for (let bit = 0; bit < 8; bit++) {
      sum = (sum >>> 1) ^ (sum & 1 ? 0xedb88320 : 0);
    }
  }
  return (sum ^ 0xffffffff) >>> 0;
}
