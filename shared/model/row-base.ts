export interface RowBase {
  /** schema version of the row */
  readonly v: 1
}
