import { z } from "zod";
import { bytes, count, flag, port } from "../fields.ts";

/** Where Fluent Bit keeps what must outlive its container. */
export const dataFolder = "/var/lib/fluent-bit";

const inDataFolder = () =>
  z.string().regex(new RegExp(`^${dataFolder}/[\\w./-]+$`), {
    error: `a path below ${dataFolder}, which is a volume`,
  });

const storage = z
  .strictObject({
    path: inDataFolder()
      .default(`${dataFolder}/storage/`)
      .describe("`storage.path`: where what is not delivered yet lies"),
    sync: z.enum(["normal", "full"]).default("normal").describe("`storage.sync`"),
    checksum: flag().default(true).describe("`storage.checksum`"),
    metrics: flag().default(true).describe("`storage.metrics`"),
    backlogMemLimit: bytes("1M").default("8M").describe("`storage.backlog.mem_limit`"),
    maxChunksUp: count(8, 10_000).default(64).describe("`storage.max_chunks_up`"),
  })
  .prefault({});

/** The `[SERVICE]` section. */
export const serviceFields = {
  flush: z.coerce
    .number()
    .min(0.1)
    .max(60)
    .default(1)
    .describe("`Flush`: seconds from one delivery to the next"),
  daemon: z
    .boolean()
    .refine((on) => !on, {
      error:
        "In a container Fluent Bit must stay in the foreground: the container ends when its first process does.",
    })
    .default(false)
    .describe("`Daemon`: only `false`"),
  logLevel: z.enum(["error", "warn", "info", "debug", "trace"]).default("info").describe("`Log_Level`"),
  logFile: inDataFolder().optional().describe("`Log_File`; without it `docker logs` shows the log"),
  pluginsFile: z
    .string()
    .regex(/^\/[\w./-]+$/, { error: "an absolute path in the image" })
    .optional()
    .describe("`Plugins_File`, in an image of your own (`lab:images`)"),
  httpListen: z
    .enum(["0.0.0.0", "::"])
    .default("0.0.0.0")
    .describe(
      "`HTTP_Listen`; the lab asks this server whether Fluent Bit is ready, so it cannot be turned off",
    ),
  httpPort: port().default(2020).describe("`HTTP_Port`"),
  storage,
};
