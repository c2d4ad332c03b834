import type { components } from './api/schema';

/**
 * What the server sends, under the names that both clients use. The shapes are
 * generated from its OpenAPI (`npm run api`); here they get names, lists are
 * never null, and strings that are one of a few words are so in type. Times are
 * RFC 3339 UTC with milliseconds; identifiers are UUIDv7.
 */

type Schemas = components['schemas'];

/** As sent: a list is there, be it empty. */
export type Sent<T> = T extends (infer Item)[]
  ? Sent<Item>[]
  : T extends object
    ? { [K in keyof T]: NonNullList<T[K]> }
    : T;
type NonNullList<T> = null extends T ? Sent<Exclude<T, null>> : Sent<T>;

type With<T, Narrower> = Omit<T, keyof Narrower> & Narrower;

/** One of a few words, and whatever a later server may add. */
type Open<Word extends string> = Word | (string & {});

/** The phases that the server sends, and those of DESIGN.md that staff may set on any sitting. */
export type Phase = Schemas['Sitting']['phase'] | 'paused' | 'terminated';
/** 1 is the first camera, 2 the second. */
export type Position = 1 | 2;
export type DeviceState = Schemas['Device']['state'];
export type StewardState = Schemas['Sitting']['steward'];
export type SecondCamera = Schemas['Sitting']['second_camera'];
export type ExamType = Open<'interview' | 'written' | 'proctored' | 'video'>;
export type SessionRole = Open<'steward' | 'examiner' | 'chair' | 'secretary' | 'proctor' | 'inspector' | 'admin'>;

// Everybody

export type Named = Schemas['Named'];
export type Me = Sent<Schemas['Me']>;
export type StaffMember = NonNullable<Me['staff']>;
export type PublicConfig = Schemas['PublicConfig'];
export type PublicSchool = Schemas['PublicSchool'];
export type SchoolHead = Schemas['MySchool'];
export type CandidateHead = Schemas['Person'];
export type Subject = With<Schemas['Subject'], { exam_type: ExamType }>;
export type Room = Schemas['Room'];
export type Call = Schemas['Call'];
export type Invitation = Schemas['Invitation'];
export type Ended = Schemas['Ended'];
export type Message = Schemas['Message'];
export type Release = Schemas['Release'];
export type Pairing = Schemas['Pairing'];
export type PairingClaim = With<Schemas['Claimed'], { position: Position }>;
export type MediaToken = Schemas['MediaToken'];
/** A session's times. */
export type Times = Pick<
  Schemas['Sitting'],
  'starts_at' | 'ends_at' | 'entry_opens_at' | 'entry_closes_at' | 'second_camera'
>;
export type Entry = With<Schemas['Entry'], { code?: Open<'entry_not_open' | 'entry_closed' | 'sitting_over'> }>;
export type SittingDevice = With<Schemas['Device'], { position: Position }>;
/** A member of staff of a session. */
export type Member = With<Sent<Schemas['Member']>, { roles: SessionRole[] }>;

// Candidates

export type School = Sent<Schemas['School']>;
export type Exam = Sent<Schemas['Exam']>;
export type EnrolmentSitting = With<
  Schemas['EnrolmentSitting'],
  { phase: Phase; subject: Subject; entry: Entry }
>;
export type EnrolmentView = With<Sent<Schemas['Enrolment']>, { sittings: EnrolmentSitting[] }>;
export type SittingView = With<
  Sent<Schemas['Sitting']>,
  {
    phase: Phase;
    subject: Subject;
    entry: Entry;
    /** The position that this browser's login holds; 0 is none. */
    my_position: 0 | Position;
    /** Always two rows, position 1 first. */
    devices: SittingDevice[];
    interview?: With<Sent<Schemas['Interview']>, { panel: Member[] }>;
  }
>;

// Staff

export type StaffSession = With<
  Sent<Schemas['MySession']>,
  { my_roles: SessionRole[]; subject: Subject; counts: SessionCounts }
>;
export type SessionCounts = Partial<Record<Phase, number>>;
export type StaffSessions = With<Schemas['SessionsOutputBody'], { sessions: StaffSession[] }>;
export type BoardSitting = With<Sent<Schemas['BoardSitting']>, { phase: Phase; devices: SittingDevice[] }>;
export type Question = Schemas['Question'];
export type Board = With<
  Sent<Schemas['Board']>,
  {
    session: With<Schemas['Session'], { subject: Subject }>;
    my_roles: SessionRole[];
    /** In queue order. */
    sittings: BoardSitting[];
    staff: Member[];
  }
>;
export type StepKind = Schemas['CheckInStep']['kind'];
export type CheckInStep = Schemas['CheckInStep'];
export type CheckIn = Sent<Schemas['CheckIn']>;
export type Accommodation = Schemas['Accommodation'];
export type Recording = Schemas['Recording'];
export type UploadTicket = Schemas['AskOutputBody'];
export type UploadResult = Schemas['TicketOutputBody'];

// Demo

export type DemoInbox = Sent<Schemas['InboxOutputBody']>;
export type DemoGuide = Sent<Schemas['Guide']>;

// What no OpenAPI describes: the metadata of media rooms, and events

/** What a LiveKit participant of ours says of itself, as JSON in its metadata. */
export interface ParticipantMetadata {
  role: Open<'candidate' | 'steward' | 'examiner' | 'chair'>;
  position?: Position;
}

export type EventKind = Open<
  'sitting' | 'presence' | 'still' | 'message' | 'call' | 'release' | 'session' | 'replaced' | 'paper'
>;

/** A hint to fetch again; it carries no state of its own. */
export interface ServerEvent {
  kind: EventKind;
  sitting_id?: string;
  session_id?: string;
  version?: number;
  /** Milliseconds since the epoch. */
  at: number;
  login_id?: string;
}
