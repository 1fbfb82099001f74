using System.Collections.Immutable;
using Microsoft.CodeAnalysis;

namespace HostedRuntime.Analyzers.Knowledge;

/// <summary>The types of HostedRuntime that the rules know, resolved once for a compilation. Thread-safe.</summary>
internal sealed class RuntimeApi
{
    private static readonly ImmutableArray<string> s_held =
    [
        "HostedRuntime.Sync.AsyncMutex+Guard", "HostedRuntime.Sync.AsyncMutex`1+Guard", "HostedRuntime.Sync.AsyncMutex`1+MappedGuard`1",
        "HostedRuntime.Sync.AsyncReaderWriterLock+ReadGuard", "HostedRuntime.Sync.AsyncReaderWriterLock+WriteGuard",
        "HostedRuntime.Sync.AsyncReaderWriterLock`1+ReadGuard", "HostedRuntime.Sync.AsyncReaderWriterLock`1+WriteGuard",
        "HostedRuntime.Sync.AsyncReaderWriterLock`1+MappedReadGuard`1", "HostedRuntime.Sync.AsyncReaderWriterLock`1+MappedWriteGuard`1",
        "HostedRuntime.Sync.AsyncSemaphore+Permit", "HostedRuntime.Sync.AsyncNotify+Ticket", "HostedRuntime.Channels.Sender`1+Permit",
    ];

    private static readonly ImmutableArray<string> s_owned =
    [
        "HostedRuntime.RuntimeScope", "HostedRuntime.AbortOnDispose", "HostedRuntime.JoinSet", "HostedRuntime.JoinSet`1", "HostedRuntime.JoinMap`1",
        "HostedRuntime.JoinMap`2", "HostedRuntime.Interval", "HostedRuntime.DelayQueue`1", "HostedRuntime.ResettableSleep",
        "HostedRuntime.Channels.Sender`1", "HostedRuntime.Channels.BroadcastSender`1", "HostedRuntime.Channels.BroadcastReceiver`1",
        "HostedRuntime.Channels.WatchSender`1", "HostedRuntime.Channels.WatchReceiver`1",
    ];

    private readonly ImmutableHashSet<ISymbol> _held;
    private readonly ImmutableHashSet<ISymbol> _owned;
    private readonly INamedTypeSymbol? _join;
    private readonly INamedTypeSymbol? _joinOfResult;
    private readonly INamedTypeSymbol? _job;

    private RuntimeApi(Compilation compilation, INamedTypeSymbol handle)
    {
        Handle = handle;
        _held = TypesOf(compilation, s_held);
        _owned = TypesOf(compilation, s_owned);
        _join = compilation.GetTypeByMetadataName("HostedRuntime.JoinHandle");
        _joinOfResult = compilation.GetTypeByMetadataName("HostedRuntime.JoinHandle`1");
        Plugin = compilation.GetTypeByMetadataName("HostedRuntime.IRuntimePlugin");
        _job = compilation.GetTypeByMetadataName("HostedRuntime.IJob`2");
        Token = compilation.GetTypeByMetadataName("System.Threading.CancellationToken");
        ValueTask = compilation.GetTypeByMetadataName("System.Threading.Tasks.ValueTask");
        ValueTaskOfResult = compilation.GetTypeByMetadataName("System.Threading.Tasks.ValueTask`1");
        Task = compilation.GetTypeByMetadataName("System.Threading.Tasks.Task");
        TaskOfResult = compilation.GetTypeByMetadataName("System.Threading.Tasks.Task`1");
    }

    /// <summary>The interface <c>IRuntimeHandle</c>.</summary>
    public INamedTypeSymbol Handle { get; }

    /// <summary>The interface <c>IRuntimePlugin</c>, or null if the compilation does not reference the host.</summary>
    public INamedTypeSymbol? Plugin { get; }

    public INamedTypeSymbol? Token { get; }

    public INamedTypeSymbol? ValueTask { get; }

    public INamedTypeSymbol? ValueTaskOfResult { get; }

    public INamedTypeSymbol? Task { get; }

    public INamedTypeSymbol? TaskOfResult { get; }

    /// <summary>Resolves the types.</summary>
    /// <returns>Null if the compilation does not reference HostedRuntime.Core.</returns>
    public static RuntimeApi? Of(Compilation compilation)
        => compilation.GetTypeByMetadataName("HostedRuntime.IRuntimeHandle") is { } handle ? new RuntimeApi(compilation, handle) : null;

    /// <summary>Returns whether values of the type hold a lock, permits or a place in line until they are disposed.</summary>
    public bool IsHeld(ITypeSymbol? type) => type is not null && _held.Contains(type.OriginalDefinition);

    /// <summary>Returns whether the creator of a value of the type has to dispose it.</summary>
    public bool IsOwned(ITypeSymbol? type) => type is not null && _owned.Contains(type.OriginalDefinition);

    /// <summary>Returns whether the type is <c>JoinHandle</c>, with or without a result.</summary>
    public bool IsJoinHandle(ITypeSymbol? type)
        => type is not null && (Is(type, _join) || Is(type.OriginalDefinition, _joinOfResult));

    /// <summary>Returns whether a runtime calls the members of the interface: those of a plugin, and that of a job.</summary>
    public bool IsRunByRuntime(INamedTypeSymbol implemented) => Is(implemented, Plugin) || Is(implemented.OriginalDefinition, _job);

    public bool IsToken(ITypeSymbol? type) => Is(type, Token);

    /// <summary>Returns whether the type is Task, ValueTask, or one of them with a result.</summary>
    public bool IsTask(ITypeSymbol? type)
        => type is not null && (IsValueTask(type) || Is(type, Task) || Is(type.OriginalDefinition, TaskOfResult));

    public bool IsValueTask(ITypeSymbol? type) => type is not null && (Is(type, ValueTask) || Is(type.OriginalDefinition, ValueTaskOfResult));

    /// <summary>Returns whether the type is <c>IRuntimeHandle</c> or implements it.</summary>
    public bool IsHandle(ITypeSymbol? type) => type is not null && (Is(type, Handle) || type.AllInterfaces.Contains(Handle, SymbolEqualityComparer.Default));

    /// <summary>Returns whether the member belongs to a public type of HostedRuntime.Core or HostedRuntime.</summary>
    public bool IsOurs(ISymbol? member) => member?.ContainingAssembly is { } assembly
        && (member as ITypeSymbol ?? member.ContainingType) is { DeclaredAccessibility: Accessibility.Public }
        && (SymbolEqualityComparer.Default.Equals(assembly, Handle.ContainingAssembly) || SymbolEqualityComparer.Default.Equals(assembly, Plugin?.ContainingAssembly));

    private static bool Is(ISymbol? symbol, ISymbol? other) => other is not null && SymbolEqualityComparer.Default.Equals(symbol, other);

    private static ImmutableHashSet<ISymbol> TypesOf(Compilation compilation, ImmutableArray<string> names)
    {
        var types = ImmutableHashSet.CreateBuilder<ISymbol>(SymbolEqualityComparer.Default);
        foreach (var name in names)
        {
            if (compilation.GetTypeByMetadataName(name) is { } type)
                types.Add(type);
        }

        return types.ToImmutable();
    }
}
