/** When a key is to be rotated. Each value is a period. */
export interface DeclaredRotation {
  readonly every: string | null;
  readonly overlap: string | null;
  readonly earlyWindow: string | null;
}

interface RotationWire {
  readonly every: string | null;
  readonly overlap: string | null;
  readonly early_window: string | null;
}

/** A rotation without any value counts as no rotation. */
export function rotationFrom(
  wire: RotationWire | null | undefined,
): DeclaredRotation | null | undefined {
  if (wire === undefined || wire === null) return wire;
  const { every, overlap, early_window: earlyWindow } = wire;
  const isNothing = every === null && overlap === null && earlyWindow === null;
  return isNothing ? null : { every, overlap, earlyWindow };
}

export function rotationToWire(rotation: DeclaredRotation | null): RotationWire | null {
  if (rotation === null) return null;
  const { every, overlap, earlyWindow } = rotation;
  return { every, overlap, early_window: earlyWindow };
}
