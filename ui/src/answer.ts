// What /api/v1/timeline answers, as far as a drawing needs it. Moments are YYYY-MM-DD, or
// RFC 3339 where the time of day is meant; an open end is null.

export interface Mark {
  start: string | null;
  end: string | null;
  grain: string;
  approx: boolean;
  lasts: boolean; // it went on from start to end, as it is told
  claim: string;
  kind: string;
  origins: number;
  conflict: boolean;
  cluster: string; // of the claims with other dates; empty without a conflict
  speaker: string; // empty if unknown
  confidence: number; // of the speaker
  article_kind: string;
  lane: string; // the value of its lane; empty if it is in none
}

export interface Bucket {
  start: string | null;
  end: string | null;
  grain: string;
  count: number;
  mass: number;
}

export interface Lane {
  value: string;
  label: string;
  total: number;
  buckets: Bucket[];
}

export interface Answer {
  total: number;
  unit: string;
  marks: Mark[];
  unmarked: boolean;
  buckets: Bucket[];
  lanes: Lane[]; // the fullest first
}
