return Fairlead.Mirror.Agent.AgentProgram.Run(args);
