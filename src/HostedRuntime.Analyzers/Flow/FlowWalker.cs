using Microsoft.CodeAnalysis.FlowAnalysis;

namespace HostedRuntime.Analyzers.Flow;

/// <summary>
/// Carries facts forward through a control flow graph until they no longer change. A finally block is walked once for each path that leads
/// through it.
/// </summary>
/// <remarks>
/// So a <c>using</c> ends its value on exactly the paths that leave its block.
/// An exception is followed only from a <c>throw</c> of the function itself. A catch block begins with the facts at the start of its try
/// block, because a call in the try block may throw before it does anything.
/// </remarks>
internal sealed class FlowWalker(ControlFlowGraph graph, FlowClient client)
{
    public void Walk()
    {
        if (Walk(graph.Blocks[0], 0, graph.Blocks.Length - 1, FlowState.Empty, out var exit) is { } atExit)
            client.AtEnd(atExit);
        if (exit is not null)
            client.AtEnd(exit);
    }

    /// <summary>Walks the blocks of a region.</summary>
    /// <param name="entry">The block to begin with.</param>
    /// <param name="first">The number of the region's first block.</param>
    /// <param name="last">The number of the region's last block.</param>
    /// <param name="start">The facts at the beginning.</param>
    /// <param name="thrown">The facts where a throw leaves the function, or null.</param>
    /// <returns>The facts at the end of the region or function; null if no path leads there.</returns>
    private FlowState? Walk(BasicBlock entry, int first, int last, FlowState start, out FlowState? thrown)
    {
        var before = new Dictionary<int, FlowState> { [entry.Ordinal] = start };
        var work = new SortedSet<int> { entry.Ordinal };
        FlowState? end = null;
        thrown = null;
        while (work.Count > 0)
        {
            var ordinal = work.Min;
            work.Remove(ordinal);
            var block = graph.Blocks[ordinal];
            var state = before[ordinal];
            if (block.Kind == BasicBlockKind.Exit)
            {
                end = Joined(end, state);
                continue;
            }

            foreach (var handler in HandlersFrom(block))
                Reach(handler, state);
            state = block.Operations.Aggregate(state, (facts, operation) => client.After(operation, facts));
            if (block.BranchValue is { } value)
                state = client.After(value, state);
            Leave(block, block.FallThroughSuccessor, state, block.ConditionKind == ControlFlowConditionKind.WhenFalse, ref thrown);
            Leave(block, block.ConditionalSuccessor, state, block.ConditionKind == ControlFlowConditionKind.WhenTrue, ref thrown);
        }

        return end;

        void Leave(BasicBlock block, ControlFlowBranch? branch, FlowState state, bool value, ref FlowState? thrown)
        {
            if (branch is null)
                return;
            if (block.ConditionKind != ControlFlowConditionKind.None && block.BranchValue is { } condition)
                state = client.OnBranch(condition, value, state);
            switch (branch.Semantics)
            {
                case ControlFlowBranchSemantics.StructuredExceptionHandling:
                    end = Joined(end, state);
                    break;
                case ControlFlowBranchSemantics.Throw or ControlFlowBranchSemantics.Rethrow:
                    if (FinallyRegionsOfThrow(block) is { } regions && ThroughFinally(regions, state) is { } after)
                        thrown = Joined(thrown, after);
                    break;
                case ControlFlowBranchSemantics.Regular or ControlFlowBranchSemantics.Return when branch.Destination is { } destination:
                    if (ThroughFinally(branch.FinallyRegions, state) is { } arrived && destination.Ordinal >= first && destination.Ordinal <= last)
                        Reach(destination, arrived);
                    break;
                default:
                    break;
            }
        }

        void Reach(BasicBlock block, FlowState state)
        {
            if (!before.TryGetValue(block.Ordinal, out var known))
                before[block.Ordinal] = state;
            else if (known.Join(state) is var joined && !joined.IsSameAs(known))
                before[block.Ordinal] = joined;
            else
                return;
            work.Add(block.Ordinal);
        }
    }

    private static FlowState Joined(FlowState? first, FlowState second) => first is null ? second : first.Join(second);

    private FlowState? ThroughFinally(IEnumerable<ControlFlowRegion> regions, FlowState state)
    {
        FlowState? facts = state;
        foreach (var region in regions)
        {
            if (facts is null)
                return null;
            facts = Walk(graph.Blocks[region.FirstBlockOrdinal], region.FirstBlockOrdinal, region.LastBlockOrdinal, facts, out _);
        }

        return facts;
    }

    /// <summary>Returns the first blocks of the handlers, if the block is the first of their try block.</summary>
    private IEnumerable<BasicBlock> HandlersFrom(BasicBlock block)
    {
        // The region around the root is of the function around this function.
        for (var region = block.EnclosingRegion; region.Kind != ControlFlowRegionKind.Root && region.FirstBlockOrdinal == block.Ordinal; region = region.EnclosingRegion!)
        {
            if (region is not { Kind: ControlFlowRegionKind.Try, EnclosingRegion: { Kind: ControlFlowRegionKind.TryAndCatch } whole })
                continue;
            foreach (var handler in whole.NestedRegions.Where(static nested => nested.Kind is ControlFlowRegionKind.Catch or ControlFlowRegionKind.FilterAndHandler))
                yield return graph.Blocks[handler.FirstBlockOrdinal];
        }
    }

    /// <summary>Returns the finally blocks that a throw passes on its way out of the function; null if the function may catch it.</summary>
    private static List<ControlFlowRegion>? FinallyRegionsOfThrow(BasicBlock block)
    {
        var regions = new List<ControlFlowRegion>();
        for (var region = block.EnclosingRegion; region.Kind != ControlFlowRegionKind.Root; region = region.EnclosingRegion!)
        {
            if (region is not { Kind: ControlFlowRegionKind.Try, EnclosingRegion: { } whole })
                continue;
            if (whole.Kind == ControlFlowRegionKind.TryAndCatch)
                return null;
            if (whole.Kind == ControlFlowRegionKind.TryAndFinally)
                regions.Add(whole.NestedRegions.Last());
        }

        return regions;
    }
}
