import { Button, Group } from '@mantine/core';
import { useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { begin, draw, HEIGHT, pathOf, pointOf, WIDTH, type Stroke } from './ink';
import classes from './pledge-step.module.css';

export interface SignaturePadProps {
  strokes: readonly Stroke[];
  onChange: (strokes: readonly Stroke[]) => void;
}

/** A field to sign in with a finger, a pen or a mouse. Who cannot use one types the name instead. */
export function SignaturePad({ strokes, onChange }: SignaturePadProps) {
  const { t } = useTranslation();
  const field = useRef<HTMLDivElement>(null);
  const down = useRef(false);
  const at = (event: React.PointerEvent) => pointOf(event, event.currentTarget.getBoundingClientRect());
  const end = () => {
    down.current = false;
  };
  return (
    <div>
      <div
        ref={field}
        className={classes.field}
        role="presentation"
        data-testid="signature"
        onPointerDown={(event) => {
          event.preventDefault();
          event.currentTarget.setPointerCapture(event.pointerId);
          down.current = true;
          onChange(begin(strokes, at(event)));
        }}
        onPointerMove={(event) => {
          if (down.current) onChange(draw(strokes, at(event)));
        }}
        onPointerUp={end}
        onPointerCancel={end}
      >
        <svg viewBox={`0 0 ${WIDTH} ${HEIGHT}`} role="img" aria-label={t('pledge.field', { count: strokes.length })}>
          <path d={`M60 310H${WIDTH - 60}`} stroke="#b9c4d1" strokeWidth="3" strokeDasharray="10 10" />
          {strokes.length === 0 && (
            <text x={WIDTH / 2} y="215" textAnchor="middle" fontSize="46" fill="#5d6b7a">
              {t('pledge.sign_here')}
            </text>
          )}
          {strokes.map((stroke, n) => (
            <path key={n} d={pathOf(stroke)} fill="#12305a" />
          ))}
        </svg>
      </div>
      <Group gap="xs" mt={6}>
        <Button size="compact-md" variant="subtle" disabled={strokes.length === 0} onClick={() => onChange(strokes.slice(0, -1))}>
          {t('pledge.undo')}
        </Button>
        <Button size="compact-md" variant="subtle" disabled={strokes.length === 0} onClick={() => onChange([])}>
          {t('pledge.clear')}
        </Button>
      </Group>
    </div>
  );
}
