using NTWorkstation.Persistence.Actor;
using NTWorkstation.Tests.Api;
using Xunit;

namespace NTWorkstation.Persistence.Tests.Api;

/// <summary>What others build on changes only on purpose.</summary>
public class PublicApiTests
{
    [Fact]
    public void Given_persistence_then_its_public_surface_is_the_approved_one() => ApprovedSurface.Require(typeof(PersistentActor).Assembly);
}
