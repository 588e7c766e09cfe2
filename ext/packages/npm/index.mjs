import clusterlite from "./index.cjs";

export const { getLoadablePath, load } = clusterlite;
