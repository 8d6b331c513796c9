/** Version of custom-misp, the same as the package's; a test holds them together. */
export const version = "0.1.0";
