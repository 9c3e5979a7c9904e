/** The version of this checkout or package. */
export const version = '0.1.0'
