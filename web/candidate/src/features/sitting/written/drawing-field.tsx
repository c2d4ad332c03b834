import { Button, Group, Text } from '@mantine/core';
import { getStroke } from 'perfect-freehand';
import { useEffect, useRef, useState, type KeyboardEvent, type PointerEvent } from 'react';
import { useTranslation } from 'react-i18next';
import classes from './online.module.css';
import { drawingOf, emptyDrawing, HEIGHT, MOST, pointsOf, valueOf, WIDTH, withPoint } from './strokes';

interface DrawingFieldProps {
  value: string;
  disabled: boolean;
  label: string;
  onChange: (value: string) => void;
}

/** How far an arrow key moves the pen; with shift, a little. */
const STEP = 20;
const SMALL_STEP = 4;

/** Draws an answer by finger, pen, mouse, or the arrow keys (space sets the pen down and lifts it). */
export default function DrawingField({ value, disabled, label, onChange }: DrawingFieldProps) {
  const { t } = useTranslation();
  const canvas = useRef<HTMLCanvasElement>(null);
  const [stroke, setStroke] = useState<number[]>();
  const [pen, setPen] = useState<{ x: number; y: number; down: boolean }>();
  const drawing = drawingOf(value);
  const full = value.length > MOST;
  useEffect(() => {
    const context = canvas.current?.getContext('2d');
    if (context !== null && context !== undefined) draw(context, stroke === undefined ? drawingOf(value).s : [...drawingOf(value).s, stroke], pen);
  }, [value, stroke, pen]);
  const locked = disabled || full;
  const keep = (done: number[] | undefined) => {
    if (done !== undefined && done.length > 0) onChange(valueOf({ ...drawing, s: [...drawing.s, done] }));
    setStroke(undefined);
  };
  const at = (event: PointerEvent) => {
    const box = event.currentTarget.getBoundingClientRect();
    return { x: ((event.clientX - box.left) / box.width) * WIDTH, y: ((event.clientY - box.top) / box.height) * HEIGHT, pressure: event.pointerType === 'pen' ? event.pressure : 0.5 };
  };
  const begin = (event: PointerEvent) => {
    if (locked || !event.isPrimary) return;
    event.currentTarget.setPointerCapture(event.pointerId);
    const { x, y, pressure } = at(event);
    setPen(undefined);
    setStroke(withPoint([], x, y, pressure));
  };
  const go = (event: PointerEvent) => {
    if (stroke === undefined || !event.isPrimary) return;
    const { x, y, pressure } = at(event);
    setStroke(withPoint(stroke, x, y, pressure));
  };
  const byKey = (event: KeyboardEvent) => {
    if (locked) return;
    const way = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] }[event.key];
    const now = pen ?? { x: WIDTH / 2, y: HEIGHT / 2, down: false };
    if (event.key === ' ') {
      event.preventDefault();
      if (now.down) keep(stroke);
      else setStroke(withPoint([], now.x, now.y, 0.5));
      setPen({ ...now, down: !now.down });
    } else if (way !== undefined) {
      event.preventDefault();
      const step = event.shiftKey ? SMALL_STEP : STEP;
      const next = { ...now, x: clamp(now.x + (way[0] ?? 0) * step, WIDTH), y: clamp(now.y + (way[1] ?? 0) * step, HEIGHT) };
      setPen(next);
      if (now.down) setStroke(withPoint(stroke ?? [], next.x, next.y, 0.5));
    }
  };
  return (
    <div>
      {/* What is drawn has no words: the label says what it is for, the hint how to draw by keys. */}
      {/* eslint-disable-next-line jsx-a11y/no-interactive-element-to-noninteractive-role */}
      <canvas ref={canvas} className={classes.canvas} width={WIDTH} height={HEIGHT} tabIndex={0} role="application" aria-label={`${label} ${t('online.draw_hint')} ${t('online.strokes', { count: drawing.s.length })}`} aria-disabled={locked} data-strokes={drawing.s.length} onPointerDown={begin} onPointerMove={go} onPointerUp={() => keep(stroke)} onPointerCancel={() => keep(stroke)} onKeyDown={byKey} onBlur={() => pen?.down === true && keep(stroke)} />
      <Text size="sm" mt={8} mb={6}>
        {t('online.draw_hint')}
      </Text>
      {full && (
        <Text role="alert" fw={600} c="red.9">
          {t('online.draw_full')}
        </Text>
      )}
      <Group gap="xs">
        <Button variant="default" size="compact-md" h={40} disabled={disabled || drawing.s.length === 0} onClick={() => onChange(valueOf({ ...drawing, s: drawing.s.slice(0, -1) }))}>
          {t('online.draw_undo')}
        </Button>
        <Button variant="default" size="compact-md" h={40} disabled={disabled || drawing.s.length === 0} onClick={() => onChange(valueOf(emptyDrawing()))}>
          {t('online.draw_clear')}
        </Button>
      </Group>
    </div>
  );
}

const clamp = (at: number, most: number) => Math.min(most, Math.max(0, at));

function draw(context: CanvasRenderingContext2D, strokes: readonly number[][], pen: { x: number; y: number } | undefined): void {
  context.fillStyle = '#fff';
  context.fillRect(0, 0, WIDTH, HEIGHT);
  context.fillStyle = '#111';
  for (const stroke of strokes) {
    const outline = getStroke(pointsOf(stroke), { size: 6, thinning: 0.5, smoothing: 0.5, streamline: 0.3, simulatePressure: false });
    const path = new Path2D();
    for (const [at, [x, y]] of outline.entries()) {
      if (at === 0) path.moveTo(x ?? 0, y ?? 0);
      else path.lineTo(x ?? 0, y ?? 0);
    }
    path.closePath();
    context.fill(path);
  }
  if (pen !== undefined) {
    context.strokeStyle = '#1a4b82';
    context.lineWidth = 2;
    context.beginPath();
    context.arc(pen.x, pen.y, 9, 0, 2 * Math.PI);
    context.stroke();
  }
}
