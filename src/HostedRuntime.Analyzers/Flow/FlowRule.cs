using System.Collections.Immutable;
using HostedRuntime.Analyzers.Knowledge;
using HostedRuntime.Analyzers.Rules;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace HostedRuntime.Analyzers.Flow;

/// <summary>A rule that follows the control flow of the members that have a call which interests it.</summary>
internal abstract class FlowRule : Rule
{
    public sealed override void Register(CompilationStartAnalysisContext start, RuleContext context)
        => start.RegisterOperationBlockStartAction(block =>
        {
            // Set by actions that may run at once, each to the same value. The end action runs after all of them.
            var isWanted = false;
            block.RegisterOperationAction(
                at =>
                {
                    if (Interests((IInvocationOperation)at.Operation, context.Api))
                        isWanted = true;
                },
                OperationKind.Invocation);
            block.RegisterOperationBlockEndAction(end =>
            {
                if (isWanted)
                    Analyze(end, context.Api);
            });
        });

    /// <summary>Returns whether a member with this call has to be looked at.</summary>
    protected abstract bool Interests(IInvocationOperation call, RuntimeApi api);

    /// <summary>Makes the state of one walk through one function.</summary>
    protected abstract FlowClient CreateClient(RuntimeApi api, CapturedVariables captured, ImmutableArray<IOperation> roots, System.Action<Diagnostic> report);

    private void Analyze(OperationBlockAnalysisContext end, RuntimeApi api)
    {
        var captured = new CapturedVariables(end.OperationBlocks);
        foreach (var graph in end.OperationBlocks.Where(HasGraph).SelectMany(block => FlowGraphs.All(end.GetControlFlowGraph(block))))
            new FlowWalker(graph, CreateClient(api, captured, end.OperationBlocks, end.ReportDiagnostic)).Walk();
    }

    private static bool HasGraph(IOperation block) => block is IBlockOperation or IFieldInitializerOperation or IPropertyInitializerOperation or IParameterInitializerOperation;
}
