using HostedRuntime.Analyzers.Knowledge;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace HostedRuntime.Analyzers.Rules.Spawning;

/// <summary>HRT006: bodies that a <c>for</c> loop spawns share the loop's variable.</summary>
internal sealed class SharedLoopVariable : Rule
{
    private static readonly DiagnosticDescriptor s_descriptor = new(
        "HRT006",
        "The loop variable is shared by all spawned bodies",
        "All bodies that this loop spawns share '{0}', which has changed before they read it: copy it to a local, or pass it as state",
        Correctness,
        DiagnosticSeverity.Warning,
        isEnabledByDefault: true,
        description: "A for loop has one variable for all of its rounds. A spawned body runs later, and reads the value that the variable has then.",
        helpLinkUri: Pages + "HRT006.md");

    public override DiagnosticDescriptor Descriptor => s_descriptor;

    public override void Register(CompilationStartAnalysisContext start, RuleContext context)
        => start.RegisterOperationAction(at => Analyze(at, context), OperationKind.Loop);

    private static void Analyze(OperationAnalysisContext at, RuleContext context)
    {
        if (at.Operation is not IForLoopOperation { Locals.Length: > 0 } loop)
            return;
        foreach (var use in loop.Body.Descendants().OfType<ILocalReferenceOperation>())
        {
            if (!loop.Locals.Contains(use.Local, SymbolEqualityComparer.Default) || SpawnOf(use, loop, context) is not { } spawn)
                continue;
            if (!EndsInRound(spawn, loop))
                at.ReportDiagnostic(Diagnostic.Create(s_descriptor, use.Syntax.GetLocation(), use.Local.Name));
        }
    }

    /// <summary>Returns the call that runs the innermost lambda around the use as a body, or null if that lambda is no body.</summary>
    private static IInvocationOperation? SpawnOf(IOperation use, IForLoopOperation loop, RuleContext context)
    {
        for (var function = use.Function(); function is not null && function.Syntax.SpanStart > loop.Syntax.SpanStart; function = function.Function())
        {
            var at = function.Parent;
            while (at is not null and not IArgumentOperation and not IBlockOperation)
                at = at.Parent;
            if (at is IArgumentOperation { Parent: IInvocationOperation call } argument
                && context.BodyMethods.KindOf(call.TargetMethod, argument.Parameter, call.Syntax.SyntaxTree) is BodyKind.Runtime or BodyKind.Blocking
                && call.TargetMethod.Name != "BlockInPlace")
            {
                return call;
            }
        }

        return null;
    }

    private static bool EndsInRound(IInvocationOperation spawn, IForLoopOperation loop)
    {
        IOperation value = spawn;
        while (value.Context() is IInvocationOperation { Instance: not null } call)
            value = call;
        if (value.Context() is IAwaitOperation)
            return true;
        return spawn.Local() is { } handle && loop.Body.Descendants().OfType<IAwaitOperation>()
            .Any(wait => wait.Operation.DescendantsAndSelf().OfType<ILocalReferenceOperation>().Any(read => SymbolEqualityComparer.Default.Equals(read.Local, handle)));
    }
}
