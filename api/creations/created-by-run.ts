/**
 * Whether a run of its present stack created a row of `creations`. An adopted object has no run.
 *
 * What another stack's run created was imported if that stack still has objects. If it has none, the whole state was
 * moved to this stack, and a lost state still has to be noticed. Runs are forgotten after 90 days. What they created
 * counts from then on.
 */
export const CREATED_BY_RUN = `creations.run <> '' AND NOT EXISTS (
  SELECT 1 FROM runs
   WHERE runs.creator_id = creations.creator_id AND runs.run = creations.run
     AND runs.stack <> creations.stack
     AND EXISTS (
       SELECT 1 FROM creations AS others
        WHERE others.team_id = creations.team_id AND others.stack = runs.stack
          AND others.gone_at IS NULL))`;
