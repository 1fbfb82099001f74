namespace HostedRuntime;

/// <summary>
/// Describes a command, for example for a front-end that shows the commands. See <see cref="ICommandInvoker.Commands"/>.
/// </summary>
/// <param name="Name">The name by which the command is invoked.</param>
/// <param name="Plugin">The plugin that the command belongs to. Null for a command of the application.</param>
/// <param name="ArgumentsType">The type of the arguments. Null if the command takes none.</param>
/// <param name="ResultType">The type of the result. Null if the command has none.</param>
/// <param name="Runtime">The name of the runtime that the command runs on.</param>
public sealed record CommandInfo(string Name, string? Plugin, Type? ArgumentsType, Type? ResultType, string Runtime);
