package jingjian.bench;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.JsonDeserializer;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.ObjectWriter;
import com.fasterxml.jackson.databind.annotation.JsonDeserialize;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.ProcessorSupplier;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.Stores;

/**
 * Peer: Kafka Streams, with its state in RocksDB behind the usual cache, a changelog topic, and the settings
 * that it comes with: one thread, at least once, commits every 30 s. The rule is rule.py's.
 *
 * <p>The topic is read twice, the second time as a new application: a Java virtual machine gets faster for a
 * minute or two, as it compiles what runs often, and somebody who runs it for weeks does not care.
 */
public final class Peer {
  static final double WARM_UP_SHARE = 0.2;
  static final double OFF_S = 60;
  static final double BACK_S = 5;
  static final int STATE_BYTES = 25;

  /** One run, as job.py has it. */
  record Job(
      String peer,
      String bootstrap,
      String topic,
      String output,
      String form,
      long records,
      @JsonProperty("on_incident") String onIncident,
      String state) {}

  /** One camera at one tick, with all fields that ours has. */
  public static final class CameraRecord {
    public String camera;
    public Boolean online;
    public Boolean recording;
    public Double latitude_deg;
    public Double longitude_deg;
    public Double speed_kmh;
    public Double heading_deg;
    public Double battery_pct;
    public Double storage_free_pct;
    public Double signal_dbm;
    public Double pitch_deg;
    public Double roll_deg;
    public Boolean muted;
  }

  /** One message: one camera, or the 50 of a station. */
  public static final class Telemetry {
    public String station;

    @JsonDeserialize(using = Seconds.class)
    public double occurred_at;

    public CameraRecord[] cameras;
  }

  /** What comes out. */
  public static final class Alert {
    public final String camera;
    public final String kind;
    public final double at_s;

    Alert(String camera, String kind, double atS) {
      this.camera = camera;
      this.kind = kind;
      this.at_s = atS;
    }
  }

  /** Reads 2026-01-05T08:00:00Z, the one form that the data has; several times faster than Instant.parse. */
  static final class Seconds extends JsonDeserializer<Double> {
    @Override
    public Double deserialize(JsonParser parser, DeserializationContext context) throws IOException {
      String text = parser.getText();
      if (text.length() != 20 || text.charAt(19) != 'Z') {
        throw new IOException("not a UTC time in whole seconds: " + text);
      }
      long day = LocalDate.of(number(text, 0, 4), number(text, 5, 7), number(text, 8, 10)).toEpochDay();
      return (double)
          (day * 86_400 + number(text, 11, 13) * 3_600 + number(text, 14, 16) * 60 + number(text, 17, 19));
    }

    private static int number(String text, int from, int to) {
      int value = 0;
      for (int i = from; i < to; i++) {
        value = value * 10 + (text.charAt(i) - '0');
      }
      return value;
    }
  }

  private static final ObjectMapper MAPPER =
      new ObjectMapper(JsonFactory.builder().enable(StreamReadFeature.USE_FAST_DOUBLE_PARSER).build());
  private static final ObjectReader READ = MAPPER.readerFor(Telemetry.class);
  private static final ObjectWriter WRITE = MAPPER.writerFor(Alert.class);

  private final Job job;
  private final String application;
  private final Set<String> onIncident;
  private final CountDownLatch done = new CountDownLatch(1);
  private long seen;
  private long alerts;
  private long startSeen;
  private double startS;
  private double startCpuS;
  private Map<String, Object> result;

  private Peer(Job job, String application) throws IOException {
    this.job = job;
    this.application = application;
    this.onIncident = Set.of(MAPPER.readValue(new File(job.onIncident()), String[].class));
  }

  public static void main(String[] arguments) throws Exception {
    Job job = MAPPER.readValue(arguments[0], Job.class);
    new Peer(job, job.output() + "-first").run();
    Map<String, Object> result = new Peer(job, job.output()).run();
    System.out.println(MAPPER.writeValueAsString(result));
  }

  private Map<String, Object> run() throws InterruptedException {
    Properties settings = new Properties();
    settings.put("application.id", application);
    settings.put("bootstrap.servers", job.bootstrap());
    settings.put("state.dir", job.state());
    settings.put("auto.offset.reset", "earliest");
    KafkaStreams streams = new KafkaStreams(topology(), settings);
    streams.setUncaughtExceptionHandler(
        error -> {
          error.printStackTrace();
          Runtime.getRuntime().halt(3);
          return null;
        });
    streams.start();
    done.await();
    streams.close(Duration.ofSeconds(20));
    return result;
  }

  private Topology topology() {
    boolean single = job.form().equals("single");
    ProcessorSupplier<byte[], byte[], byte[], byte[]> work = single ? Single::new : Batched::new;
    var bytes = Serdes.ByteArray();
    var store = Stores.persistentKeyValueStore("cameras");
    return new Topology()
        .addSource("in", bytes.deserializer(), bytes.deserializer(), job.topic())
        .addProcessor("rule", work, "in")
        .addStateStore(
            Stores.keyValueStoreBuilder(store, Serdes.String(), bytes).withCachingEnabled(), "rule")
        .addSink("out", job.output(), bytes.serializer(), bytes.serializer(), "rule");
  }

  /** What both forms share: the message is read, the alerts go out, the records are counted. */
  private abstract class Work implements Processor<byte[], byte[], byte[], byte[]> {
    private ProcessorContext<byte[], byte[]> context;
    protected KeyValueStore<String, byte[]> store;

    @Override
    public void init(ProcessorContext<byte[], byte[]> context) {
      this.context = context;
      this.store = context.getStateStore("cameras");
    }

    @Override
    public void process(Record<byte[], byte[]> message) {
      try {
        Telemetry telemetry = READ.readValue(message.value());
        int found = work(message, telemetry);
        count(telemetry.cameras.length, found);
      } catch (IOException error) {
        throw new UncheckedIOException(error);
      }
    }

    protected abstract int work(Record<byte[], byte[]> message, Telemetry telemetry) throws IOException;

    /** Takes one camera's record; returns how many alerts it brought. */
    protected int step(Record<byte[], byte[]> message, byte[] state, CameraRecord camera, double atS)
        throws IOException {
      ByteBuffer known = ByteBuffer.wrap(state);
      if (!onIncident.contains(camera.camera)) {
        known.putDouble(0, Math.max(known.getDouble(0), atS));
        return 0;
      }
      String kind = fold(known, atS, Boolean.TRUE.equals(camera.recording));
      if (kind == null) {
        return 0;
      }
      context.forward(message.withValue(WRITE.writeValueAsBytes(new Alert(camera.camera, kind, atS))));
      return 1;
    }
  }

  /** One entry a camera in the store. */
  private final class Single extends Work {
    @Override
    protected int work(Record<byte[], byte[]> message, Telemetry telemetry) throws IOException {
      int found = 0;
      for (CameraRecord camera : telemetry.cameras) {
        byte[] state = store.get(camera.camera);
        if (state == null) {
          state = new byte[STATE_BYTES];
        }
        found += step(message, state, camera, telemetry.occurred_at);
        store.put(camera.camera, state);
      }
      return found;
    }
  }

  /** One entry a station in the store: 50 cameras are read and written at once. */
  private final class Batched extends Work {
    @Override
    protected int work(Record<byte[], byte[]> message, Telemetry telemetry) throws IOException {
      Map<String, byte[]> book = unpack(store.get(telemetry.station));
      int found = 0;
      for (CameraRecord camera : telemetry.cameras) {
        byte[] state = book.computeIfAbsent(camera.camera, name -> new byte[STATE_BYTES]);
        found += step(message, state, camera, telemetry.occurred_at);
      }
      store.put(telemetry.station, pack(book));
      return found;
    }
  }

  /** State of a camera: last heard at, not recording since, recording again since (0: none), alerted. */
  private static String fold(ByteBuffer state, double atS, boolean recording) {
    if (atS <= state.getDouble(0)) {
      return null;
    }
    state.putDouble(0, atS);
    boolean alerted = state.get(24) != 0;
    if (recording) {
      state.putDouble(8, 0);
      double back = state.getDouble(16);
      if (alerted && back == 0) {
        state.putDouble(16, atS);
      } else if (alerted && atS - back >= BACK_S) {
        state.putDouble(16, 0).put(24, (byte) 0);
        return "clear";
      }
      return null;
    }
    state.putDouble(16, 0);
    double off = state.getDouble(8);
    if (off == 0) {
      state.putDouble(8, atS);
    } else if (!alerted && atS - off >= OFF_S) {
      state.put(24, (byte) 1);
      return "raise";
    }
    return null;
  }

  private static byte[] pack(Map<String, byte[]> book) {
    int size = 0;
    for (String camera : book.keySet()) {
      size += 1 + camera.length() + STATE_BYTES;
    }
    ByteBuffer packed = ByteBuffer.allocate(size);
    for (Map.Entry<String, byte[]> entry : book.entrySet()) {
      byte[] camera = entry.getKey().getBytes(StandardCharsets.ISO_8859_1);
      packed.put((byte) camera.length).put(camera).put(entry.getValue());
    }
    return packed.array();
  }

  private static Map<String, byte[]> unpack(byte[] packed) {
    Map<String, byte[]> book = new LinkedHashMap<>(128);
    for (int at = 0; packed != null && at < packed.length; ) {
      int length = packed[at++];
      String camera = new String(packed, at, length, StandardCharsets.ISO_8859_1);
      at += length;
      book.put(camera, Arrays.copyOfRange(packed, at, at + STATE_BYTES));
      at += STATE_BYTES;
    }
    return book;
  }

  /** As Meter in job.py; one thread does all work, so nothing is locked. */
  private void count(int records, int found) throws IOException {
    if (seen >= job.records()) {
      return;
    }
    seen += records;
    alerts += found;
    if (startSeen == 0 && seen >= (long) (job.records() * WARM_UP_SHARE)) {
      startS = System.nanoTime() / 1e9;
      startCpuS = cpuS();
      startSeen = seen;
    }
    if (seen >= job.records()) {
      result = report();
      done.countDown();
    }
  }

  private Map<String, Object> report() throws IOException {
    double seconds = System.nanoTime() / 1e9 - startS;
    Map<String, Object> found = new HashMap<>();
    found.put("peer", job.peer());
    found.put("records", seen - startSeen);
    found.put("seconds", Math.round(seconds * 1000) / 1000.0);
    found.put("records_per_second", Math.round((seen - startSeen) / seconds));
    found.put("cpu_s", Math.round((cpuS() - startCpuS) * 1000) / 1000.0);
    found.put("rss_mb", peakRssMb());
    found.put("alerts", alerts);
    return found;
  }

  private static double cpuS() {
    var system = (com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
    return system.getProcessCpuTime() / 1e9;
  }

  /** Linux only; 0 elsewhere. */
  private static long peakRssMb() throws IOException {
    Path status = Path.of("/proc/self/status");
    if (!Files.exists(status)) {
      return 0;
    }
    for (String line : Files.readAllLines(status)) {
      if (line.startsWith("VmHWM:")) {
        return Long.parseLong(line.replaceAll("\\D", "")) / 1024;
      }
    }
    return 0;
  }
}
