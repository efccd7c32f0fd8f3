import java.nio.file.Path;
import org.codelibs.opensearch.runner.OpenSearchRunner;

/** One node of three, in a process of its own: Node FOLDER N, where N is 1 to 3. */
public class Node {
  public static void main(String[] args) throws Exception {
    int n = Integer.parseInt(args[1]);
    OpenSearchRunner runner = new OpenSearchRunner();
    runner.onBuild((number, settings) -> {
      settings.put("node.name", "node-" + n);
      settings.put("network.host", "127.0.0.1");
      settings.put("http.port", 9290 + n);
      settings.put("transport.port", 9390 + n);
      settings.putList("discovery.seed_hosts", "127.0.0.1:9391", "127.0.0.1:9392", "127.0.0.1:9393");
      settings.putList("cluster.initial_cluster_manager_nodes", "node-1", "node-2", "node-3");
      settings.put("cluster.routing.allocation.disk.threshold_enabled", false);
      settings.put("thread_pool.write.queue_size", Integer.getInteger("queue", 10000));
    });
    runner.build(OpenSearchRunner.newConfigs().numOfNode(1).clusterName("dateline").basePath(Path.of(args[0], "node-" + n).toString()).baseHttpPort(9290 + n - 1).useLogger());
    Runtime.getRuntime().addShutdownHook(new Thread(() -> {
      try {
        runner.close();
      } catch (java.io.IOException e) {
        e.printStackTrace();
      }
    }));
    Thread.currentThread().join();
  }
}
