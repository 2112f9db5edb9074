// The size of the large project, for those who make it and those who count in it.

/** How many files of promo it has. */
export const MANY = 200;
