using HostedRuntime.Tests.Nodes;

namespace HostedRuntime.Tests.Cluster.Processes;

// The process tests with each store. In one collection, because two clusters at a time are too much for a small machine.

[Collection(SharedClusterDefinition.Name)]
public sealed class RedisKillTests() : KillTests(StoreKind.Redis);

[Collection(SharedClusterDefinition.Name)]
public sealed class RedisSuspendTests() : SuspendTests(StoreKind.Redis);

[Collection(SharedClusterDefinition.Name)]
public sealed class RedisStoreTests() : StoreTests(StoreKind.Redis);

[Collection(SharedClusterDefinition.Name)]
public sealed class PostgresKillTests() : KillTests(StoreKind.PostgreSql);

[Collection(SharedClusterDefinition.Name)]
public sealed class PostgresSuspendTests() : SuspendTests(StoreKind.PostgreSql);

[Collection(SharedClusterDefinition.Name)]
public sealed class PostgresStoreTests() : StoreTests(StoreKind.PostgreSql);
