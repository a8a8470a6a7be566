// The marks of the history chart; the key draws the same ones (app/parts/StateMark.tsx).

export function line(
  context: CanvasRenderingContext2D,
  colour: string,
  x1: number,
  y1: number,
  x2: number,
  y2: number,
): void {
  context.strokeStyle = colour;
  context.beginPath();
  context.moveTo(Math.round(x1) + 0.5, Math.round(y1) + 0.5);
  context.lineTo(Math.round(x2) + 0.5, Math.round(y2) + 0.5);
  context.stroke();
}

export function dot(
  context: CanvasRenderingContext2D,
  colour: string,
  alpha: number,
  x: number,
  y: number,
  r: number,
): void {
  context.globalAlpha = alpha;
  context.fillStyle = colour;
  context.beginPath();
  context.arc(x, y, r, 0, 2 * Math.PI);
  context.fill();
  context.globalAlpha = 1;
}

export function ring(
  context: CanvasRenderingContext2D,
  colour: string,
  x: number,
  y: number,
  r: number,
  width: number,
): void {
  context.strokeStyle = colour;
  context.lineWidth = width;
  context.beginPath();
  context.arc(x, y, r, 0, 2 * Math.PI);
  context.stroke();
  context.lineWidth = 1;
}

export function cross(context: CanvasRenderingContext2D, colour: string, x: number, y: number): void {
  context.strokeStyle = colour;
  context.lineWidth = 1.6;
  context.beginPath();
  context.moveTo(x - 3, y - 3);
  context.lineTo(x + 3, y + 3);
  context.moveTo(x + 3, y - 3);
  context.lineTo(x - 3, y + 3);
  context.stroke();
  context.lineWidth = 1;
}

export function triangle(
  context: CanvasRenderingContext2D,
  colour: string,
  x: number,
  y: number,
  filled: boolean,
): void {
  context.strokeStyle = colour;
  context.lineWidth = 1.3;
  context.beginPath();
  context.moveTo(x, y - 3.6);
  context.lineTo(x + 3.4, y + 2.6);
  context.lineTo(x - 3.4, y + 2.6);
  context.closePath();
  if (filled) {
    context.fillStyle = colour;
    context.fill();
  }
  context.stroke();
  context.lineWidth = 1;
}

/** A triangle that points to the right. */
export function onward(context: CanvasRenderingContext2D, colour: string, x: number, y: number): void {
  context.fillStyle = colour;
  context.beginPath();
  context.moveTo(x - 3, y - 4.6);
  context.lineTo(x - 3, y + 4.6);
  context.lineTo(x + 4.6, y);
  context.closePath();
  context.fill();
}

export function stroke(context: CanvasRenderingContext2D, path: Path2D, colour: string, width: number): void {
  context.lineJoin = "round";
  context.strokeStyle = colour;
  context.lineWidth = width;
  context.stroke(path);
  context.lineWidth = 1;
}

export function hexagonPath(x: number, y: number, r: number): Path2D {
  const path = new Path2D();
  for (let k = 0; k < 6; k++) {
    const angle = (Math.PI / 3) * k - Math.PI / 2;
    path.lineTo(x + r * Math.cos(angle), y + r * Math.sin(angle));
  }
  path.closePath();
  return path;
}

export function diamond(context: CanvasRenderingContext2D, colour: string, x: number, y: number, r: number): void {
  context.fillStyle = colour;
  context.beginPath();
  context.moveTo(x, y - r);
  context.lineTo(x + r, y);
  context.lineTo(x, y + r);
  context.lineTo(x - r, y);
  context.closePath();
  context.fill();
}
