using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.FlowAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace HostedRuntime.Analyzers.Flow;

/// <summary>The control flow graphs of a member and of all functions in it.</summary>
internal static class FlowGraphs
{
    public static IEnumerable<ControlFlowGraph> All(ControlFlowGraph graph)
    {
        yield return graph;
        foreach (var local in graph.LocalFunctions)
        {
            foreach (var inner in All(graph.GetLocalFunctionControlFlowGraph(local)))
                yield return inner;
        }

        foreach (var lambda in graph.Blocks.SelectMany(OperationsOf).SelectMany(static operation => operation.DescendantsAndSelf()).OfType<IFlowAnonymousFunctionOperation>())
        {
            foreach (var inner in All(graph.GetAnonymousFunctionControlFlowGraph(lambda)))
                yield return inner;
        }
    }

    private static IEnumerable<IOperation> OperationsOf(BasicBlock block) => block.BranchValue is { } value ? block.Operations.Add(value) : block.Operations;
}
