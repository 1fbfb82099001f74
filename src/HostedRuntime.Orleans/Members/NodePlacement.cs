using Orleans.Placement;
using Orleans.Runtime.Placement;

namespace HostedRuntime.Cluster.Grains;

/// <summary>Places a grain on the silo that its key names.</summary>
[GenerateSerializer]
[Immutable]
[SuppressReferenceTracking]
internal sealed class NodePlacement : PlacementStrategy;

[AttributeUsage(AttributeTargets.Class)]
internal sealed class NodePlacementAttribute() : PlacementAttribute(new NodePlacement());

/// <summary>Finds the silo, and fails at once if it is gone.</summary>
internal sealed class NodePlacementDirector : IPlacementDirector
{
    public Task<SiloAddress> OnAddActivation(PlacementStrategy strategy, PlacementTarget target, IPlacementContext context)
    {
        var node = SiloAddress.FromParsableString(target.GrainIdentity.Key.ToString()!);
        return context.GetCompatibleSilos(target).Contains(node)
            ? Task.FromResult(node)
            : throw new SiloUnavailableException($"Node '{node.ToParsableString()}' is not active.");
    }
}
