using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.FlowAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace HostedRuntime.Analyzers.Flow;

/// <summary>
/// A variable of a control flow graph: a local, a value that the compiler keeps for a statement, or a task without a variable.
/// </summary>
internal readonly struct FlowKey : IEquatable<FlowKey>
{
    private readonly CaptureId? _capture;
    private readonly SyntaxNode? _spawn;

    public FlowKey(ILocalSymbol local) => Local = local;

    private FlowKey(CaptureId capture) => _capture = capture;

    private FlowKey(SyntaxNode spawn) => _spawn = spawn;

    /// <summary>The local; null for the other kinds.</summary>
    public ILocalSymbol? Local { get; }

    /// <summary>Returns the key of a task whose handle no variable has.</summary>
    public static FlowKey OfSpawn(IInvocationOperation spawn) => new(spawn.Syntax);

    public static FlowKey OfCapture(IFlowCaptureOperation capture) => new(capture.Id);

    /// <summary>Returns the variable that the operation reads; null for any other expression.</summary>
    public static FlowKey? Of(IOperation? operation) => operation switch
    {
        ILocalReferenceOperation local => new FlowKey(local.Local),
        IFlowCaptureReferenceOperation capture => new FlowKey(capture.Id),
        _ => null,
    };

    public bool Equals(FlowKey other) => SymbolEqualityComparer.Default.Equals(Local, other.Local) && Nullable.Equals(_capture, other._capture) && _spawn == other._spawn;

    public override bool Equals(object? obj) => obj is FlowKey other && Equals(other);

    public override int GetHashCode() => Local is null ? _capture.GetHashCode() ^ (_spawn?.GetHashCode() ?? 0) : SymbolEqualityComparer.Default.GetHashCode(Local);
}
