using System.Collections.Immutable;
using HostedRuntime.Analyzers.Flow;
using HostedRuntime.Analyzers.Knowledge;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace HostedRuntime.Analyzers.Rules.Holding;

/// <summary>HRT005: a function waits for a lock that it holds.</summary>
internal sealed class LockedTwice : FlowRule
{
    private static readonly DiagnosticDescriptor s_descriptor = new(
        "HRT005",
        "This lock is held already",
        "'{0}' is held here since line {1}, so this wait never ends: the locks of HostedRuntime are not reentrant",
        Correctness,
        DiagnosticSeverity.Warning,
        isEnabledByDefault: true,
        description: "AsyncMutex and AsyncReaderWriterLock are not reentrant. A function that holds one and waits for it again waits for itself.",
        helpLinkUri: Pages + "HRT005.md");

    private enum Mode
    {
        None,
        Read,
        Write,
    }

    public override DiagnosticDescriptor Descriptor => s_descriptor;

    protected override bool Interests(IInvocationOperation call, RuntimeApi api) => ModeOf(call, api) != Mode.None;

    protected override FlowClient CreateClient(RuntimeApi api, CapturedVariables captured, ImmutableArray<IOperation> roots, Action<Diagnostic> report)
        => new Client(api, captured, report);

    private static Mode ModeOf(IInvocationOperation call, RuntimeApi api) => !api.IsOurs(call.TargetMethod) ? Mode.None : call.TargetMethod.Name switch
    {
        "LockAsync" or "BlockingLock" or "WriteLockAsync" or "BlockingWriteLock" or "TryLock" or "TryWriteLock" => Mode.Write,
        "ReadLockAsync" or "BlockingReadLock" or "TryReadLock" or "Downgrade" => Mode.Read,
        _ => Mode.None,
    };

    private sealed class Client(RuntimeApi api, CapturedVariables captured, Action<Diagnostic> report) : HeldValues(api, captured)
    {
        private readonly HashSet<SyntaxNode> _reported = [];
        private readonly RuntimeApi _api = api;

        protected override void BeforeLock(IInvocationOperation call, FlowState state)
        {
            // An attempt does not wait, and a wait that is kept for later may be awaited when the lock is free.
            if (call.TargetMethod.Name.StartsWith("Try", StringComparison.Ordinal) || !IsWaitedFor(call) || call.Instance.Target() is not { } wanted || !IsOneObject(wanted))
                return;
            foreach (var fact in state.Facts.Values)
            {
                if (fact is { IsCertain: true, Site: IInvocationOperation held } && SymbolEqualityComparer.Default.Equals(fact.Subject, wanted)
                    && Excludes(ModeOf(held, _api), ModeOf(call, _api)) && _reported.Add(call.Syntax))
                {
                    var line = held.Syntax.GetLocation().GetLineSpan().StartLinePosition.Line + 1;
                    report(Diagnostic.Create(s_descriptor, call.Syntax.GetLocation(), [held.Syntax.GetLocation()], wanted.Name, line));
                }
            }
        }

        private static bool IsWaitedFor(IInvocationOperation call)
            => call.TargetMethod.Name.StartsWith("Blocking", StringComparison.Ordinal) || call.IsAwaited() || (call.CallOnIt() is { TargetMethod.Name: "ConfigureAwait" } configured && configured.IsAwaited());

        /// <summary>Returns whether the symbol is one object all along. A variable that is assigned may be another lock by now.</summary>
        private static bool IsOneObject(ISymbol symbol) => symbol is IParameterSymbol { RefKind: RefKind.None } or ILocalSymbol or IFieldSymbol { IsReadOnly: true };

        private static bool Excludes(Mode held, Mode wanted) => held != Mode.None && wanted != Mode.None && (held == Mode.Write || wanted == Mode.Write);
    }
}
