import { Button } from '@mantine/core';
import classes from './written.module.css';

/** Chooses photographs by the phone's camera app, or from its album. */
export function Picker({ capture = false, label, onTake }: { capture?: boolean; label: string; onTake: (photos: readonly Blob[]) => void }) {
  return (
    <Button component="label" variant="default" size={capture ? 'compact-md' : 'md'} h="auto" mih={36}>
      {label}
      <input
        type="file"
        className={classes.hidden}
        accept="image/*"
        {...(capture ? { capture: 'environment' as const } : { multiple: true })}
        onChange={(event) => {
          onTake([...(event.currentTarget.files ?? [])]);
          event.currentTarget.value = '';
        }}
      />
    </Button>
  );
}
