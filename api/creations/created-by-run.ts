/**
 * SQL condition: whether a run of an object's current stack created the object. An adopted object
 * has no run.
 *
 * If a run of another stack created the object and that stack still has objects, this one was imported. If the
 * other stack has no objects, its whole state was moved to this stack. The object then counts, so that the loss of
 * the state is still noticed. Runs are forgotten after 90 days. Their objects count from then on.
 */
export const CREATED_BY_RUN = `creations.run <> '' AND NOT EXISTS (
  SELECT 1 FROM runs
   WHERE runs.creator_id = creations.creator_id AND runs.run = creations.run
     AND runs.stack <> creations.stack
     AND EXISTS (
       SELECT 1 FROM creations AS others
        WHERE others.team_id = creations.team_id AND others.stack = runs.stack
          AND others.gone_at IS NULL))`;
