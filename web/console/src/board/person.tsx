import { Avatar } from '@mantine/core';
import type { CandidateHead } from '@shared/model';
import classes from './person.module.css';

/** A candidate's photo, name and number. */
export function Person({ candidate, large = false }: { candidate: CandidateHead; large?: boolean }) {
  return (
    <div className={classes.person} data-large={large || undefined}>
      <Avatar src={candidate.photo_url ?? null} alt="" size={large ? 52 : 34} radius="sm" color="brand">
        {candidate.name.slice(0, 1)}
      </Avatar>
      <div className={classes.words}>
        <div className={classes.name}>{candidate.name}</div>
        <div className={classes.number}>{candidate.number}</div>
      </div>
    </div>
  );
}
