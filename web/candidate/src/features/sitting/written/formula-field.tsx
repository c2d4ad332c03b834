import { MathfieldElement } from 'mathlive';
import 'mathlive/static.css';
import { useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import classes from './online.module.css';

// The fonts come with our own style sheet, and nothing makes a sound.
MathfieldElement.fontsDirectory = null;
MathfieldElement.soundsDirectory = null;

/** The keyboard lies over the page: the page gets room below, and the field that is typed in is moved above it. */
function standAbove(field: HTMLElement): void {
  const { height } = window.mathVirtualKeyboard.boundingRect;
  document.body.style.paddingBottom = height > 0 ? `${height}px` : '';
  field.style.scrollMarginBottom = `${height + 16}px`;
  if (height > 0 && document.activeElement === field) field.scrollIntoView({ block: 'nearest' });
}

interface FormulaFieldProps {
  value: string;
  disabled: boolean;
  label: string;
  onChange: (value: string) => void;
}

/** A formula by MathLive: what is kept is its LaTeX. On a phone its own keyboard comes up. */
export default function FormulaField({ value, disabled, label, onChange }: FormulaFieldProps) {
  const { i18n } = useTranslation();
  const place = useRef<HTMLDivElement>(null);
  const field = useRef<MathfieldElement>(undefined);
  const typed = useRef(onChange);
  useEffect(() => {
    typed.current = onChange;
  });
  useEffect(() => {
    MathfieldElement.locale = i18n.language === 'en' ? 'en' : 'zh_cn';
    const own = new MathfieldElement();
    own.className = classes.formula ?? '';
    own.addEventListener('input', () => typed.current(own.value));
    field.current = own;
    place.current?.replaceChildren(own);
    own.menuItems = [];
    const makeRoom = () => standAbove(own);
    window.mathVirtualKeyboard.addEventListener('geometrychange', makeRoom);
    return () => {
      window.mathVirtualKeyboard.removeEventListener('geometrychange', makeRoom);
      own.remove();
      makeRoom();
    };
  }, [i18n.language]);
  useEffect(() => {
    const own = field.current;
    if (own === undefined) return;
    own.setAttribute('aria-label', label);
    own.readOnly = disabled;
    if (own.value !== value) own.setValue(value, { silenceNotifications: true });
  }, [value, disabled, label, i18n.language]);
  return <div ref={place} />;
}
