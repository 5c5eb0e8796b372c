using NTWorkstation.Persistence.Tests.Engines;
using NTWorkstation.Persistence.Tests.Proofs;

namespace NTWorkstation.Persistence.Tests.Postgres;

public class PostgresKillTests(PostgresServer server) : KillSpec
{
    protected override Task<StoreEngine> CreateEngineAsync() => PostgresEngine.CreateAsync(server);
}
